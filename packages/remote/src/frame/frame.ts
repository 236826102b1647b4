/** Frames: what one node says to another, as arrays whose first item is the kind. See docs/remote.md. */

/** The version of the protocol: two nodes of different versions do not talk. */
export const VERSION_OF_PROTOCOL = 1;

export const HELLO = 0;
export const BYE = 1;
export const SPAWN = 2;
export const SPAWNED = 3;
export const REFUSED = 4;
export const TELL = 5;
export const ASK = 6;
export const REPLY = 7;
export const REJECTED = 8;
export const UNKNOWN = 9;
export const CANCEL = 10;
export const DRAIN = 11;
export const STOP = 12;
export const TERMINATE = 13;
export const KILL = 14;
export const SIGNAL = 15;
export const LINK = 16;
export const UNLINK = 17;
export const EXIT = 18;
export const WATCH = 19;
export const DOWN = 20;
export const PROBE = 21;
export const SEND = 22;
export const CLOSE = 23;
export const ABORT = 24;
export const RELEASE = 25;
export const UNWATCH = 26;
export const UNLINKED = 27;

/** A frame: its kind, then its fields. */
export type Frame = readonly [kind: number, ...fields: unknown[]];

/** What the fields of some frames are called where a value in them cannot cross. */
export const FIELDS: Readonly<Record<number, readonly string[]>> = {
  [SPAWN]: ["kind", "spawn", "definition", "args"],
  [TELL]: ["kind", "actor", "message", "args", "from"],
  [ASK]: ["kind", "ask", "actor", "message", "args", "from"],
  [REPLY]: ["kind", "ask", "reply"],
  [STOP]: ["kind", "actor", "reason"],
  [TERMINATE]: ["kind", "actor", "reason"],
  [EXIT]: ["kind", "actor", "from", "reason", "cause"],
  [DOWN]: ["kind", "actor", "reason"],
  [SEND]: ["kind", "send", "sender", "value"],
  [ABORT]: ["kind", "signal", "reason"],
};
