/**
 * Which threads sleep, which search for work, and whom to wake when work appears. After Tokio's idle state (2019): a push wakes
 * a sleeper only if nobody searches; a searcher that finds work, and was the last, wakes one more.
 *
 * Words from `at`: a STATE for each 16 threads (written by all), with a bit for each that searches in its lower half and for each
 * that sleeps in its upper; then a TICKET for each thread, which counts its wake-ups, and on which it waits; then a PASSED for each 16
 * threads, with a bit for each that pushes leave asleep: a spare that nobody needs, who rests, in its lower half (written by the calling
 * thread), and one that takes nothing, being full, in its upper (written by the thread itself); then a BESIDE for each 16, with a bit for
 * each that sleeps while tasks live there (written by the thread itself). Bits instead of counts, so that those of a dead thread can be
 * cleared wherever it died. A sleeper becomes a searcher in one step, by the push that wakes it; what wakes it otherwise makes it none.
 *
 * No wake-up is lost:
 *   - a push comes before its look at STATE in wakeOne(); a thread's announce() comes before its second look at the queues, and it
 *     sleeps only if that finds nothing. Whichever of the two is second sees the other.
 *   - a push that wakes nobody because of a searcher: that one either announces its sleep later, and so looks a second time, or
 *     finds work and calls foundWork(), which looks for more once its bit is cleared, and wakes another, if it was the last.
 *   - a thread reads its ticket before it announces, and waits for that ticket to be another; who wakes it changes the ticket after
 *     taking its bit. So a wake-up before the wait ends it at once. A ticket that changes late is a wake-up for nothing.
 *   - one that died having taken a bit, before it changed the ticket: whoever buries it wakes all.
 *   - a thread that is sent to rest while a push relies on its search: it ends the search by foundWork() before it passes over any queue;
 *     until then its second look is at all of them.
 *   - a thread that is full likewise: it says so before it announces that it sleeps, having ended its search by foundWork(). Once it is
 *     not full any more, it takes that back and looks at all queues, or is awake, and looks before it sleeps.
 *   - a sleeper that something holds up, beside what looks for work: it may be woken and not look for long. So whatever wakes it
 *     for something else makes it no searcher; a push prefers those on whom no tasks live, and relies on another only if
 *     there is none of these, asleep or searching. One that was relied on in vain is found by the watch, which ends the search on its behalf
 *     by foundWork(): if it searches at that moment, it only believes to be relied on, and at worst wakes one too many.
 *     No more than that depends on BESIDE: with any bits in it, one who is asleep or searching is found.
 *   - a thread that is called from its rest: the bit is cleared before the look at whether it sleeps; it announces that it sleeps before
 *     it looks at the bit. Whichever of the two is second sees the other.
 */

const GROUP_BITS = 4;
const GROUP = 1 << GROUP_BITS;
const SEARCHERS = (1 << GROUP) - 1;

/** Nobody was woken. */
export const NOBODY = -1;

/** Returns how many words so many threads need. */
export function idleWords(threads: number): number {
  return 3 * groupsOf(threads) + threads;
}

/** Returns which word `thread` waits on. */
export function ticketAt(at: number, threads: number, thread: number): number {
  return at + groupsOf(threads) + thread;
}

/** Returns whether some thread searches; of those that cannot be held up, if `sure`. */
export function anySearches(words: Int32Array, at: number, threads: number, sure = false): boolean {
  for (let group = groupsOf(threads) - 1; group >= 0; group--)
    if (Atomics.load(words, at + group) & SEARCHERS & ~unsure(words, at, threads, group, sure)) return true;
  return false;
}

/** Returns whether a thread searches, or was woken to. */
export function searches(words: Int32Array, at: number, thread: number): boolean {
  return (Atomics.load(words, at + groupOf(thread)) & searchBit(thread)) !== 0;
}

/** Returns whether some thread searches, or would be woken to search. */
export function anyAwaits(words: Int32Array, at: number, threads: number): boolean {
  for (let group = groupsOf(threads) - 1; group >= 0; group--) {
    const state = Atomics.load(words, at + group);
    if ((state & SEARCHERS) !== 0 || (state >>> GROUP) & ~passed(words, at, threads, group)) return true;
  }
  return false;
}

/** Returns how many threads sleep. */
export function sleepersOf(words: Int32Array, at: number, threads: number): number {
  let sum = 0;
  for (let group = groupsOf(threads) - 1; group >= 0; group--) sum += ones(Atomics.load(words, at + group) >>> GROUP);
  return sum;
}

/** Returns whether a thread sleeps. */
export function sleeps(words: Int32Array, at: number, thread: number): boolean {
  return (Atomics.load(words, at + groupOf(thread)) & sleepBit(thread)) !== 0;
}

/** Asks to search; refused when half of the threads do so already. That bound saves time; nothing depends on it. */
export function startSearch(words: Int32Array, at: number, threads: number, thread: number): boolean {
  let searching = 0;
  for (let group = groupsOf(threads) - 1; group >= 0; group--)
    searching += ones(Atomics.load(words, at + group) & SEARCHERS);
  if (2 * searching >= threads) return false;
  change(words, at, thread, 0, searchBit(thread));
  return true;
}

/**
 * Ends a search that found work; wakes another to search on, if this was the last and there is more. Returns whom it woke, or NOBODY.
 * Without the look at what there is, each job that comes alone would wake two threads.
 */
export function foundWork(
  words: Int32Array,
  at: number,
  threads: number,
  thread: number,
  hasMore: () => boolean,
): number {
  change(words, at, thread, searchBit(thread), 0);
  // Pairs with the look at the searchers in wakeOne(): a push that relied on this one came before, so it is seen now.
  return hasMore() ? wakeOne(words, at, threads) : NOBODY;
}

/** Announces that `thread` will sleep, and ends its search. It must look at every queue once more before it does. */
export function announce(words: Int32Array, at: number, thread: number): void {
  change(words, at, thread, searchBit(thread), sleepBit(thread));
}

/** Takes an announcement back; true if a push has woken the thread, which is then searching. */
export function retract(words: Int32Array, at: number, thread: number): boolean {
  return (change(words, at, thread, sleepBit(thread), 0) & searchBit(thread)) !== 0;
}

/** Wakes a sleeper to search, if nobody searches. Call it after making work visible. Returns whom it woke, or NOBODY. */
export function wakeOne(words: Int32Array, at: number, threads: number): number {
  const sure = wakeAmong(words, at, threads, true);
  return sure === NOBODY ? wakeAmong(words, at, threads, false) : sure;
}

/** Wakes one of those that cannot be held up, or of all, if none of them searches. */
function wakeAmong(words: Int32Array, at: number, threads: number, sure: boolean): number {
  if (anySearches(words, at, threads, sure)) return NOBODY;
  for (let group = 0; group < groupsOf(threads); group++) {
    for (;;) {
      const state = Atomics.load(words, at + group);
      const kept = unsure(words, at, threads, group, sure);
      const sleepers = (state >>> GROUP) & ~passed(words, at, threads, group) & ~kept;
      if (sleepers === 0) break;
      if ((state & SEARCHERS & ~kept) !== 0) return NOBODY;
      const thread = group * GROUP + lowest(sleepers);
      const next = (state & ~sleepBit(thread)) | searchBit(thread);
      if (Atomics.compareExchange(words, at + group, state, next) !== state) continue;
      ring(words, ticketAt(at, threads, thread));
      return thread;
    }
  }
  return NOBODY;
}

/** Wakes one thread, if it sleeps, for something that only it can do. */
export function wake(words: Int32Array, at: number, threads: number, thread: number): boolean {
  for (;;) {
    const state = Atomics.load(words, at + groupOf(thread));
    if ((state & sleepBit(thread)) === 0) return false;
    // No search bit: nobody must rely on a thread that may have something else to do first.
    if (Atomics.compareExchange(words, at + groupOf(thread), state, state & ~sleepBit(thread)) !== state) continue;
    ring(words, ticketAt(at, threads, thread));
    return true;
  }
}

/** Wakes all, asleep or about to be: at a shutdown, and after a death, since the dead may have taken a bit and told nobody. */
export function wakeAll(words: Int32Array, at: number, threads: number): void {
  for (let thread = 0; thread < threads; thread++)
    if (!wake(words, at, threads, thread)) ring(words, ticketAt(at, threads, thread));
}

/** Sends a thread to rest: once it sleeps, no push wakes it. It ends what it does, and its search by foundWork(). */
export function rest(words: Int32Array, at: number, threads: number, thread: number): void {
  Atomics.or(words, passedAt(at, threads, groupOf(thread)), searchBit(thread));
}

/** Calls a thread from its rest. */
export function call(words: Int32Array, at: number, threads: number, thread: number): void {
  Atomics.and(words, passedAt(at, threads, groupOf(thread)), ~searchBit(thread));
  wake(words, at, threads, thread);
}

/** Returns whether a thread was sent to rest. */
export function rests(words: Int32Array, at: number, threads: number, thread: number): boolean {
  return (Atomics.load(words, passedAt(at, threads, groupOf(thread))) & searchBit(thread)) !== 0;
}

/** Says whether a thread takes nothing from any queue. Written by that thread, before it announces; before it looks, when it takes again. */
export function setFull(words: Int32Array, at: number, threads: number, thread: number, isFull: boolean): void {
  setBit(words, passedAt(at, threads, groupOf(thread)), sleepBit(thread), isFull);
}

/** Says whether a thread that sleeps may be held up by what runs there meanwhile. Written by that thread. */
export function setBeside(words: Int32Array, at: number, threads: number, thread: number, isHeld: boolean): void {
  setBit(words, besideAt(at, threads, groupOf(thread)), searchBit(thread), isHeld);
}

/** Clears what a dead thread has left, and wakes all. */
export function bury(words: Int32Array, at: number, threads: number, thread: number): void {
  setFull(words, at, threads, thread, false);
  setBeside(words, at, threads, thread, false);
  change(words, at, thread, searchBit(thread) | sleepBit(thread), 0);
  wakeAll(words, at, threads);
}

/** Clears and sets bits of the thread's state in one step; returns what it was. */
function change(words: Int32Array, at: number, thread: number, clear: number, set: number): number {
  const word = at + groupOf(thread);
  for (;;) {
    const state = Atomics.load(words, word);
    const next = (state & ~clear) | set;
    if (next === state || Atomics.compareExchange(words, word, state, next) === state) return state;
  }
}

function ring(words: Int32Array, ticket: number): void {
  Atomics.add(words, ticket, 1);
  Atomics.notify(words, ticket);
}

function setBit(words: Int32Array, word: number, bit: number, isSet: boolean): void {
  if (isSet) Atomics.or(words, word, bit);
  else Atomics.and(words, word, ~bit);
}

/** Returns who of a group is left asleep by pushes: who rests, and who is full. Read after who sleeps. */
function passed(words: Int32Array, at: number, threads: number, group: number): number {
  const bits = Atomics.load(words, passedAt(at, threads, group));
  return bits | (bits >>> GROUP);
}

/** Returns who of a group may be held up, if that counts. */
function unsure(words: Int32Array, at: number, threads: number, group: number, counts: boolean): number {
  return counts ? Atomics.load(words, besideAt(at, threads, group)) : 0;
}

function passedAt(at: number, threads: number, group: number): number {
  return at + groupsOf(threads) + threads + group;
}

function besideAt(at: number, threads: number, group: number): number {
  return passedAt(at, threads, group) + groupsOf(threads);
}

function groupsOf(threads: number): number {
  return (threads + GROUP - 1) >> GROUP_BITS;
}

function groupOf(thread: number): number {
  return thread >> GROUP_BITS;
}

function searchBit(thread: number): number {
  return 1 << (thread & (GROUP - 1));
}

function sleepBit(thread: number): number {
  return searchBit(thread) << GROUP;
}

function ones(bits: number): number {
  let sum = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) sum++;
  return sum;
}

function lowest(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}
