/**
 * Where an actor stands: the bits of its `mode`. At 0 it handles messages in the plain way, so a tell and a tick need only
 * one comparison. Bits of RARE change how messages are stored or handled; any other bit stops the handling of messages.
 *
 * | bit | set | cleared |
 * |---|---|---|
 * | STARTING | at birth, when there is a `started` hook | when that has ended |
 * | BUSY | while a promise of a handler or hook is pending | when it has settled, or is given up |
 * | EXITING | when the actor is to end | never |
 * | STOPPING | when `stopped` begins | never |
 * | KILLED | by `kill`: nothing is waited for any more | never |
 * | GONE | at the end | never |
 * | FAILED | with EXITING: the end is a failure | by `kill` |
 * | BOXED | at birth: messages wait in `extra.mailbox` | never |
 * | INTERLEAVES | at birth: some handlers run beside others | never |
 * | CHANGED | when it becomes something | when it becomes what it was |
 */
export const STARTING: number = 1 << 0;
export const BUSY: number = 1 << 1;
export const EXITING: number = 1 << 2;
export const STOPPING: number = 1 << 3;
export const KILLED: number = 1 << 4;
export const GONE: number = 1 << 5;
export const FAILED: number = 1 << 6;
export const BOXED: number = 1 << 7;
export const CHANGED: number = 1 << 8;
export const INTERLEAVES: number = 1 << 9;
export const RARE: number = BOXED | CHANGED | INTERLEAVES;
