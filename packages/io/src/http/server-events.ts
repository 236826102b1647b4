/** What a server of HTTP tells its own parts, beside the events of the platform. */

/** It begins to close; the platform's "close" tells of the end. */
export const CLOSING = "mailslot:closing";

/** A connection, the argument, has left HTTP: no request comes from it any more. */
export const UPGRADED = "mailslot:upgraded";
