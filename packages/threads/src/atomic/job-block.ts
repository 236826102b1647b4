/**
 * The state word of a job: who may run it, and what its owner, the thread that made it, is told. What stands in a ring is only
 * a hint that a block may hold a job; the state word decides, so hints may be stale, doubled or lost with a thread. Hence a block
 * is reused at once, and there is nothing that an ABA could confuse. See docs/decisions/0421-hints-and-blocks.md.
 *
 *   FREE ─offer→ QUEUED ─begin→ RUNNING ─finish→ DONE ─release→ FREE        owner: offer, cancel, release
 *                QUEUED ─cancel→ FREE                                       runner: begin, finish
 *                RUNNING ─lose→ LOST ─release→ FREE                         after the death of the runner: lose
 *                DONE ─lose→ LEFT ─release→ FREE                            (it had finished; perhaps nobody was told)
 *                RUNNING ─orphan→ ORPHANED ─finish→ FREE                    after the death of the owner: orphan
 *
 * The upper bits hold the thread that runs it. Payload is written before `offer` by the owner, before `finish` by the runner.
 */

export const FREE = 0;
export const QUEUED = 1;
export const RUNNING = 2;
export const DONE = 3;
export const LOST = 4;
export const LEFT = 5;
export const ORPHANED = 6;

const KIND_BITS = 3;
const KIND_MASK = (1 << KIND_BITS) - 1;

/** Returns the kind of state that a block is in. */
export function kindOf(words: Int32Array, at: number): number {
  return Atomics.load(words, at) & KIND_MASK;
}

/** Returns the thread that has begun the job. */
export function runnerOf(words: Int32Array, at: number): number {
  return Atomics.load(words, at) >> KIND_BITS;
}

/** Lets anybody begin the job. Owner only, on a free block whose payload is complete. */
export function offer(words: Int32Array, at: number): void {
  Atomics.store(words, at, QUEUED);
}

/** Claims the job for `thread`, to run it or to join it in place; false if it has been begun or cancelled. Anybody. */
export function begin(words: Int32Array, at: number, thread: number): boolean {
  return Atomics.compareExchange(words, at, QUEUED, RUNNING | (thread << KIND_BITS)) === QUEUED;
}

/** Takes back a job that nobody has begun. Owner only. */
export function cancel(words: Int32Array, at: number): boolean {
  return Atomics.compareExchange(words, at, QUEUED, FREE) === QUEUED;
}

/** Ends a job that `thread` has begun. Returns whether its owner must be told; if not, the owner is dead, and the block free. */
export function finish(words: Int32Array, at: number, thread: number): boolean {
  const running = RUNNING | (thread << KIND_BITS);
  if (Atomics.compareExchange(words, at, running, DONE | (thread << KIND_BITS)) === running) return true;
  Atomics.store(words, at, FREE);
  return false;
}

/** Gives a block back, once what it brought has been read. Owner only, or a runner that joins its own job in place. */
export function release(words: Int32Array, at: number): void {
  Atomics.store(words, at, FREE);
}

/** Says that `thread` is dead. Returns whether the owner must look at this block, which is LOST or LEFT now. */
export function lose(words: Int32Array, at: number, thread: number): boolean {
  const runner = thread << KIND_BITS;
  const running = RUNNING | runner;
  if (Atomics.compareExchange(words, at, running, LOST | runner) === running) return true;
  const done = DONE | runner;
  if (Atomics.compareExchange(words, at, done, LEFT | runner) === done) return true;
  // A job whose owner is dead as well has nobody left.
  Atomics.compareExchange(words, at, ORPHANED | runner, FREE);
  return false;
}

/**
 * Says that the owner is dead: what was not begun will not be, and what runs will be forgotten. What has ended stays, since its runner
 * may be about to add it to the list of the owner, whose successor takes it from there.
 */
export function orphan(words: Int32Array, at: number): void {
  for (;;) {
    const state = Atomics.load(words, at);
    const kind = state & KIND_MASK;
    if (kind !== QUEUED && kind !== RUNNING && kind !== LOST) return;
    const next = kind === RUNNING ? state - RUNNING + ORPHANED : FREE;
    if (Atomics.compareExchange(words, at, state, next) === state) return;
  }
}
