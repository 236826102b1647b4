/** The bits of a connection's `flags`: who sets each, and when it is cleared. */

//                              set                                                cleared
export const PEER_ENDED: number = 1 << 0; // when the peer has ended its side            never
export const ENDING: number = 1 << 1; // by end(), close() and reset()                   never
export const ENDED: number = 1 << 2; // when the carrier was told to end this side       never
export const FINISHED: number = 1 << 3; // when the system has taken everything          never
export const CLOSING: number = 1 << 4; // by close() and reset()                         never
export const CLOSED: number = 1 << 5; // when the carrier is gone                        never
export const PAUSED: number = 1 << 6; // when enough is read ahead                       when there is a reader for more
export const UNREAD: number = 1 << 7; // when bytes are dropped because of close()       never
