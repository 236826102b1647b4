/** Where an actor stands: the bits of its `mode`. */

// The bits of `mode`:             set                                        cleared
export const STARTING: number = 1 << 0; // at birth, when there is a `started` hook        when that has ended
export const BUSY: number = 1 << 1; // while a promise of a handler or hook is pending     when it has settled, or is given up
export const EXITING: number = 1 << 2; // when the actor is to end                         never
export const STOPPING: number = 1 << 3; // when `stopped` begins                           never
export const KILLED: number = 1 << 4; // by kill: nothing is waited for any more           never
export const GONE: number = 1 << 5; // at the end                                          never
export const FAILED: number = 1 << 6; // with EXITING: the end is a failure                never
export const BOXED: number = 1 << 7; // at birth: messages wait in parts.mailbox           never
export const CHANGED: number = 1 << 8; // when it becomes something                        when it becomes what it was
export const RARE: number = BOXED | CHANGED;
