/**
 * The jobs of one thread, as their owner sees them: those that no other thread sees yet, and the blocks in which it shows them.
 *
 * Invariants: a block is in `free`, in `inherited`, or `owned` has its job; a job of `queue` or `forks` that is not LOCAL any more
 * is stale there, and passed over.
 */

import { NONE, nextDone, takeDone } from "../atomic/done-list.js";
import { anyAwaits, wakeOne } from "../atomic/idle.js";
import {
  cancel,
  DONE,
  FREE,
  kindOf,
  LEFT,
  LOST,
  offer,
  QUEUED,
  RUNNING,
  release,
  runnerOf,
} from "../atomic/job-block.js";
import { ringLength } from "../atomic/ring.js";
import type { Deque } from "../deque.js";
import { outcomeUnknown } from "../errors.js";
import type { Job } from "../job/job.js";
import type { JobTable } from "../job/table.js";
import { policy } from "../policy.js";
import type { Beside } from "./beside.js";
import { Hints } from "./hints.js";
import { captureContext } from "./job-context.js";
import type { IdleGroup, Memory } from "./memory.js";
import * as memory from "./memory.js";
import { Payload } from "./payload.js";
import { ENDED, HERE, type JobOptions, LOCAL, Pending, SHOWN } from "./pending.js";
import { WaitingJobs } from "./waiting-jobs.js";

export class OwnJobs {
  private readonly id: number;
  private readonly memory: Memory;
  private readonly table: JobTable;
  private readonly works: boolean;
  /** The number of its group. */
  readonly group: number;
  /** How many of them have not ended. */
  inFlight: number;
  /** How many have ended since the pump looked. */
  ended: number;
  /** Called when one was made: a parked thread does not know of it. */
  poke: () => void;
  /** Told when the first of them is made, and when the last has ended. */
  onBusy: (busy: boolean) => void;
  readonly queue: Deque<Pending>;
  readonly forks: Deque<Pending>;
  private readonly waiting: WaitingJobs;
  readonly owned: (Pending | null)[];
  readonly payload: Payload;
  private readonly hints: Hints;
  private readonly beside: Beside;
  private readonly free: number[];
  /** Blocks of a thread that has died in this one's place, whose jobs had not ended. */
  private inherited: number[];
  private shownForks: Pending[];
  private serial: number;

  constructor(id: number, shared: Memory, table: JobTable, beside: Beside) {
    this.id = id;
    this.memory = shared;
    this.table = table;
    this.works = shared.places.works(id);
    this.group = shared.places.groupOf(id);
    this.inFlight = 0;
    this.ended = 0;
    this.poke = () => {};
    this.onBusy = () => {};
    this.waiting = new WaitingJobs(this.group);
    this.queue = this.waiting.queue;
    this.forks = this.waiting.forks;
    this.owned = new Array(memory.BLOCKS).fill(null);
    this.payload = new Payload(shared, table.classes, beside);
    this.hints = new Hints(shared, id);
    this.beside = beside;
    this.free = [];
    this.inherited = [];
    for (let block = memory.BLOCKS - 1; block >= 0; block--)
      (kindOf(shared.words, shared.blockAt(id, block)) === FREE ? this.free : this.inherited).push(block);
    this.shownForks = [];
    // Another than those of a thread that has died in this one's place.
    this.serial = (Math.random() * 2 ** 30) | 0;
  }

  /** Takes in a job of this thread; fails with `ERR_MAILSLOT_UNKNOWN_JOB`. */
  submit(job: Job, args: readonly unknown[], options: JobOptions): Pending {
    const pending = new Pending(job, this.table.numberOf(job), args, options, captureContext()); // user code runs here
    if (this.inFlight++ === 0) this.onBusy(true);
    this.waiting.push(pending);
    this.show();
    this.poke();
    return pending;
  }

  /** Shows jobs to others: all of other groups and of the caller, if there is room; of a worker only some, while somebody looks for work. */
  show(): void {
    this.hints.flush();
    const { queue, forks, free } = this;
    const { abroad, isEmpty } = this.waiting;
    if (isEmpty || this.payload.isEncoding) return;
    if (this.inherited.length > 0) this.reclaim();
    while (free.length > 0 && abroad.length > 0) this.showOne(abroad.shift() as Pending);
    if (!this.works) {
      while (free.length > 0 && queue.length > 0) this.showOne(queue.shift() as Pending);
      while (free.length > 0 && forks.length > 0) this.showOne(forks.shift() as Pending);
      return;
    }
    if (!this.isAwaited()) return;
    const { words } = this.memory;
    const ring = this.memory.ringAt(this.id);
    while (queue.length > 0 && free.length > 0 && ringLength(words, ring) < policy.shown)
      this.showOne(queue.shift() as Pending);
    if (forks.length === 0) return;
    this.shownForks = this.shownForks.filter((one) => this.isQueued(one));
    while (forks.length > 0 && free.length > 0 && this.shownForks.length < policy.shownForks) {
      const fork = forks.shift() as Pending;
      this.showOne(fork);
      if (fork.place === SHOWN) this.shownForks.push(fork);
    }
  }

  /** Takes in what has ended elsewhere. User code may run here. */
  collect(): void {
    const { words } = this.memory;
    const { id } = this;
    for (let block = takeDone(words, this.memory.doneAt(id)); block !== NONE; ) {
      const at = this.memory.blockAt(id, block);
      const next = nextDone(words, at + memory.NEXT);
      this.take(block, at);
      block = next;
    }
    const sweep = this.memory.sweepAt(id);
    if (Atomics.load(words, sweep) === 0) return;
    Atomics.store(words, sweep, 0);
    // Behind the list: what a dead thread had added to it is taken in by now. See done-list.ts and job-block.ts.
    for (let block = 0; block < memory.BLOCKS; block++) {
      const at = this.memory.blockAt(id, block);
      if (this.owned[block] !== null && kindOf(words, at) >= LOST) this.take(block, at);
    }
  }

  /** Ends a job that was aborted: one that nobody has begun at once, else when its task has ended. Returns its worker, or -1. */
  abort(pending: Pending, reason: unknown): number {
    if (this.withdraw(pending, reason)) return -1;
    if (pending.place === HERE) pending.task?.cancel(reason);
    if (pending.place !== SHOWN) return -1;
    const { words } = this.memory;
    const at = this.memory.blockAt(this.id, pending.block);
    const { serial, hint } = { serial: words[at + memory.SERIAL] as number, hint: this.hintOf(pending.block) };
    if (kindOf(words, at) !== RUNNING) return -1;
    const worker = runnerOf(words, at);
    this.beside.cancel(hint, serial);
    return worker;
  }

  /** Ends a job that nobody has begun; false if somebody has. User code may run here. */
  withdraw(pending: Pending, reason: unknown): boolean {
    if (pending.place === SHOWN) {
      if (!cancel(this.memory.words, this.memory.blockAt(this.id, pending.block))) return false;
      this.giveBack(pending);
    } else if (pending.place !== LOCAL) return false;
    this.end(pending, false, reason);
    return true;
  }

  /** Fails everything that has not ended. */
  failAll(error: (pending: Pending) => unknown): void {
    const shown = this.owned.filter((each): each is Pending => each !== null);
    for (const one of [...shown, ...this.waiting.takeAll()]) if (one.place !== ENDED) this.end(one, false, error(one));
  }

  /** Fails what nobody has begun. */
  cancelWaiting(error: (pending: Pending) => unknown): void {
    const all = this.owned.filter((each): each is Pending => each !== null);
    for (const one of all)
      if (cancel(this.memory.words, this.memory.blockAt(this.id, one.block))) {
        this.giveBack(one);
        this.end(one, false, error(one));
      }
    for (const one of this.waiting.takeAll()) if (one.place === LOCAL) this.end(one, false, error(one));
  }

  /** Shows a hint of a job that is queued once more: whoever had it may be dead. */
  hintAgain(hint: number, group: number): void {
    this.hints.push(hint, group);
  }

  /** Takes over blocks that were inherited, once their jobs have ended. */
  private reclaim(): void {
    const { words } = this.memory;
    const all = this.inherited;
    this.inherited = [];
    for (const block of all) {
      const at = this.memory.blockAt(this.id, block);
      if (kindOf(words, at) === LEFT) release(words, at);
      (kindOf(words, at) === FREE ? this.free : this.inherited).push(block);
    }
  }

  private isAwaited(): boolean {
    const { words, idleGroups } = this.memory;
    const { at, threads } = idleGroups[this.group] as IdleGroup;
    return anyAwaits(words, at, threads);
  }

  private isQueued(pending: Pending): boolean {
    return pending.place === SHOWN && kindOf(this.memory.words, this.memory.blockAt(this.id, pending.block)) === QUEUED;
  }

  private showOne(pending: Pending): void {
    if (pending.place !== LOCAL) return;
    const { words } = this.memory;
    const { at: idleAt, threads } = this.memory.idleGroups[pending.group] as IdleGroup;
    try {
      this.payload.encodeArgs(pending.job.name, pending.args, pending.carried); // user code may run here
    } catch (error) {
      this.end(pending, false, error);
      return;
    }
    const block = this.free.pop() as number;
    const at = this.memory.blockAt(this.id, block);
    this.serial = (this.serial + 1) | 0;
    words[at + memory.JOB] = pending.number;
    words[at + memory.SERIAL] = this.serial;
    words[at + memory.GROUP] = pending.group;
    this.payload.place(at, () => this.keyOf(block, "a"));
    if (this.payload.isLarge(at)) pending.large = this.keyOf(block, "a");
    this.owned[block] = pending;
    pending.block = block;
    pending.place = SHOWN;
    offer(words, at);
    this.hints.push(this.hintOf(block), pending.group);
    // After the push: pairs with the second look in park().
    wakeOne(words, idleAt, threads);
  }

  private take(block: number, at: number): void {
    const pending = this.owned[block];
    // A job of a thread that has died in this one's place; its block is found by reclaim().
    if (pending == null) return void (kindOf(this.memory.words, at) === DONE && release(this.memory.words, at));
    const { words } = this.memory;
    if (kindOf(words, at) === LOST) {
      const worker = runnerOf(words, at);
      this.giveBack(pending);
      if (pending.retries-- > 0) {
        pending.place = LOCAL;
        this.waiting.push(pending);
      } else this.end(pending, false, outcomeUnknown(pending.job.name, worker, undefined));
      return;
    }
    const completed = words[at + memory.COMPLETED] === 1;
    const large = this.payload.isLarge(at) ? this.keyOf(block, "r") : null;
    this.payload.read(
      at,
      () => large as string,
      (value, problem) => {
        if (large !== null) this.beside.drop(large);
        this.giveBack(pending);
        if (problem === null) this.end(pending, completed, value);
        else this.end(pending, false, problem);
      },
    );
  }

  /** Frees the block of a job. */
  giveBack(pending: Pending): void {
    const { block } = pending;
    if (pending.large !== null) this.beside.drop(pending.large);
    pending.large = null;
    pending.block = -1;
    this.owned[block] = null;
    release(this.memory.words, this.memory.blockAt(this.id, block));
    this.free.push(block);
  }

  /** Ends a job, once. User code may run here. */
  end(pending: Pending, completed: boolean, value: unknown): void {
    if (pending.place === ENDED) return;
    if (--this.inFlight === 0) this.onBusy(false);
    this.ended++;
    pending.end(completed, value); // user code may run here
  }

  private keyOf(block: number, kind: string): string {
    return `${this.hintOf(block)}.${this.memory.words[this.memory.blockAt(this.id, block) + memory.SERIAL]}.${kind}`;
  }

  private hintOf(block: number): number {
    return this.id * memory.BLOCKS + block;
  }
}
