/** The numbers of this package, each with its reason. */

/** Bytes that a connection reads ahead of its reader before it stops reading: one read of libuv, so one is always whole. */
export const READ_AHEAD: number = 65_536;

/** Bytes the platform may hold of what was written before `write` waits: as much, for the same reason. */
export const WRITE_AHEAD: number = 65_536;

/** Connections that may wait to be accepted: what Node asks of the system (and Linux allowed up to 2020 was 128). */
export const BACKLOG: number = 511;

/** How long close() goes on sending, in ms: nginx's lingering_timeout. */
export const LINGER: number = 5_000;

/** Silence before the system asks whether the peer lives, in ms: below the five minutes after which routers forget. */
export const KEEP_ALIVE: number = 60_000;
