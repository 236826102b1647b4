/**
 * Where an actor stands: its mode, which is the upper half of the task's `flags`, since a field of its own would cost 8
 * bytes. Without any bit of MODE it handles messages in the plain way, so a tell and a tick need only one comparison. Bits
 * of RARE change how messages are stored or handled; any other bit stops the handling of messages. See docs/decisions/0314-cost-of-what-is-not-used.md.
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
 * | CHANGED | when it becomes something, or gets an idle timer | when it becomes what it was, without one |
 * | AWAY | while a handler that waits has the context of its sender | when that has ended |
 * | CARRIED | when a message comes with a context | never |
 * | DRAINING | when it is to end after what waits: it takes no more messages | never |
 * | ENTERING | when it becomes what has an `entered` hook | when that begins |
 */
export const STARTING: number = 1 << 16;
export const BUSY: number = 1 << 17;
export const EXITING: number = 1 << 18;
export const STOPPING: number = 1 << 19;
export const KILLED: number = 1 << 20;
export const GONE: number = 1 << 21;
export const FAILED: number = 1 << 22;
export const BOXED: number = 1 << 23;
export const CHANGED: number = 1 << 24;
export const INTERLEAVES: number = 1 << 25;
export const AWAY: number = 1 << 26;
export const DRAINING: number = 1 << 28;
export const ENTERING: number = 1 << 29;
export const RARE: number = BOXED | CHANGED | INTERLEAVES | DRAINING;
export const MODE: number = (1 << 30) - (1 << 16);
/** None of MODE, since a message in the actor's own context is handled in the plain way. */
export const CARRIED: number = 1 << 30;
