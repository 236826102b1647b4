/**
 * Parking of worker threads: which sleep, which search for work, and which must be woken when work appears. After Tokio's
 * idle state (2019): a push wakes a sleeper only if none searches, and the last to stop searching looks once more.
 *
 * Words: STATE (written by all) counts sleeping workers in its upper half and searching ones in its lower; then a
 * word for each worker, RUNNING, SLEEPING or WOKEN, written by that worker and by the one that wakes it.
 *
 * No wake-up is lost: a push comes before its look at STATE in wakeOne(), and a worker's announcement in STATE comes
 * before its last look at the work in park(). Whichever is second sees the other.
 */

const STATE = 0;
const WORKERS = 1;

const SEARCHING_ONE = 1;
const SLEEPING_ONE = 1 << 16;

const RUNNING = 0;
const SLEEPING = 1;
const WOKEN = 2;

export class Idle {
  private readonly words: Int32Array;
  private readonly workers: number;

  /** Uses `words` of length `Idle.wordsFor(workers)`, all zero at first. */
  constructor(words: Int32Array, workers: number) {
    this.words = words;
    this.workers = workers;
  }

  /** The words that so many workers need. */
  static wordsFor(workers: number): number {
    return WORKERS + workers;
  }

  /** Asks to search for work; refused when half of the workers do so already. */
  startSearch(): boolean {
    const state = Atomics.load(this.words, STATE);
    if (2 * searchers(state) >= this.workers) return false;
    // Two may get past the look at once: the bound saves time, correctness does not depend on it.
    Atomics.add(this.words, STATE, SEARCHING_ONE);
    return true;
  }

  /** Stops searching because work was found; wakes another to search on if this was the last searcher. */
  foundWork(): void {
    const before = Atomics.sub(this.words, STATE, SEARCHING_ONE);
    if (searchers(before) === 1) this.wakeOne();
  }

  /**
   * Sleeps until woken, unless `hasWork` finds something after the announcement. Returns whether the worker comes back
   * searching, as one does that was woken.
   */
  park(worker: number, searching: boolean, hasWork: () => boolean): boolean {
    const own = WORKERS + worker;
    Atomics.add(this.words, STATE, SLEEPING_ONE - (searching ? SEARCHING_ONE : 0));
    Atomics.store(this.words, own, SLEEPING);
    // The second look: pairs with the look at STATE in wakeOne().
    if (hasWork() && Atomics.compareExchange(this.words, own, SLEEPING, RUNNING) === SLEEPING) {
      Atomics.sub(this.words, STATE, SLEEPING_ONE);
      return false;
    }
    // A notify that belongs to an earlier sleep may come late: only the word says whether this one is over.
    while (Atomics.wait(this.words, own, SLEEPING) === "ok" && Atomics.load(this.words, own) === SLEEPING);
    Atomics.store(this.words, own, RUNNING);
    return true;
  }

  /** Wakes a sleeping worker to search, if none searches. Call it after making work visible. */
  wakeOne(): boolean {
    const state = Atomics.load(this.words, STATE);
    if (searchers(state) > 0 || sleepers(state) === 0) return false;
    for (let worker = 0; worker < this.workers; worker++) if (this.wake(worker)) return true;
    return false;
  }

  /** Wakes all sleeping workers, as at a shutdown. */
  wakeAll(): void {
    for (let worker = 0; worker < this.workers; worker++) this.wake(worker);
  }

  private wake(worker: number): boolean {
    const word = WORKERS + worker;
    if (Atomics.compareExchange(this.words, word, SLEEPING, WOKEN) !== SLEEPING) return false;
    Atomics.add(this.words, STATE, SEARCHING_ONE - SLEEPING_ONE);
    Atomics.notify(this.words, word, 1);
    return true;
  }
}

function searchers(state: number): number {
  return state & 0xffff;
}

function sleepers(state: number): number {
  return state >>> 16;
}
