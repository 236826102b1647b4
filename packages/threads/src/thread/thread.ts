/** One thread as it runs jobs: its own, and those of others, which it finds in rings. */

import type { Task } from "@mailslot/core";
import { addDone, NONE } from "../atomic/done-list.js";
import { begin, finish, kindOf, ORPHANED } from "../atomic/job-block.js";
import { EMPTY, popRing, ringLength, stealHalf } from "../atomic/ring.js";
import type { Job } from "../job/job.js";
import type { JobTable } from "../job/table.js";
import type { Links } from "../link/links.js";
import { policy } from "../policy.js";
import type { Beside } from "./beside.js";
import { contextOfArrival } from "./job-context.js";
import type { Memory, RingPlace } from "./memory.js";
import * as memory from "./memory.js";
import { OwnJobs } from "./own-jobs.js";
import { HERE, LOCAL, type Pending, SHOWN } from "./pending.js";
import { runJob } from "./run-job.js";
import { Searching } from "./searching.js";

export class Thread {
  readonly id: number;
  readonly memory: Memory;
  readonly own: OwnJobs;
  readonly links: Links;
  /** Whether it takes an interest in jobs of others. */
  readonly works: boolean;
  readonly searching: Searching;
  /** Called when the task of a job has ended, perhaps outside the turns. */
  onTaskEnd: () => void;
  private readonly table: JobTable;
  /** How many jobs that wait for something have begun here; the tasks of those of others, by their hint. */
  private begun: number;
  private readonly tasks: Map<number, { readonly task: Task; readonly serial: number }>;
  private ticks: number;
  /** The rings from which it takes what each thread has shown to its group. */
  private readonly sources: readonly (readonly RingPlace[])[];
  /** Jobs that were begun, and whose arguments have not come: this thread is younger than these. It begins no more meanwhile. */
  private readonly awaited: Map<number, number>;

  constructor(id: number, shared: Memory, table: JobTable, beside: Beside, links: Links) {
    this.id = id;
    this.memory = shared;
    this.own = new OwnJobs(id, shared, table, beside);
    this.links = links;
    this.works = shared.places.works(id);
    this.onTaskEnd = () => {};
    this.sources = Array.from({ length: shared.places.threads }, (_, of) => shared.sourcesOf(id, of));
    this.table = table;
    this.begun = 0;
    this.tasks = new Map();
    this.ticks = 0;
    this.searching = new Searching(id, shared, () => this.anyShown());
    this.awaited = new Map();
  }

  /**
   * Runs one job: the newest fork, its own queue, what it has shown or stolen, what overflowed, or what others have. Nobody relies on its search
   * unless it `isFree`: else something that takes long may come first.
   */
  runOne(isFree: boolean): boolean {
    for (let fork = this.own.forks.pop(); fork !== undefined; fork = this.own.forks.pop())
      if (fork.place === LOCAL) return this.runHere(fork);
    if (this.isFull()) {
      this.searching.stop();
      return false;
    }
    const rests = this.searching.rest();
    if (!rests && ++this.ticks % policy.injectInterval === 0 && this.runOldest()) return true;
    // What it has shown is left to thieves as long as there is more: running that here would encode every job.
    for (let own = this.own.queue.shift(); own !== undefined; own = this.own.queue.shift())
      if (own.place === LOCAL) return this.runHere(own);
    if (this.runFrom(this.memory.ringAt(this.id), memory.RING_MASK)) return true;
    if (this.runFrom(this.memory.injectAt(this.id), memory.INJECT_MASK)) return true;
    if (rests) return false;
    if (isFree) return this.searching.start() && this.search();
    this.searching.stop();
    return this.search();
  }

  /** Whether there is something to do: the second look of a thread that is about to sleep. */
  hasWork(): boolean {
    const { words } = this.memory;
    const { id } = this;
    if (Atomics.load(words, this.memory.doneAt(id)) !== NONE || Atomics.load(words, this.memory.sweepAt(id)) !== 0)
      return true;
    if (this.links.hasWork()) return true;
    if (!this.works) return false;
    if (this.own.forks.length > 0) return true;
    if (this.isFull()) return false;
    if (this.own.queue.length > 0) return true;
    if (this.searching.restsStill())
      return ringLength(words, this.memory.ringAt(id)) > 0 || ringLength(words, this.memory.injectAt(id)) > 0;
    return this.anyShown();
  }

  /** Whether any ring has something, its own among them. */
  private anyShown(): boolean {
    const { words } = this.memory;
    for (const rings of this.sources) for (const { at } of rings) if (ringLength(words, at) > 0) return true;
    return false;
  }

  /** Runs a job of this thread here, unless another has begun it; returns whether it did. */
  runInPlace(pending: Pending): boolean {
    if (pending.place === LOCAL) return this.runHere(pending);
    return pending.place === SHOWN && this.runOwned(pending.block, this.memory.blockAt(this.id, pending.block));
  }

  /** Says that this thread moves. */
  beat(): void {
    this.memory.count(this.id, memory.BEAT);
  }

  /** Cancels the task of another's job. */
  cancelled(hint: number, serial: number): void {
    const running = this.tasks.get(hint);
    if (running?.serial === serial) running.task.cancel();
  }

  /** How many jobs that wait for something run here. */
  get begunTasks(): number {
    return this.begun;
  }

  /** Now and then, what has waited longest: what the calling thread has, and what this one has shown. */
  private runOldest(): boolean {
    return this.stealFrom(this.memory.workers) || this.runFrom(this.memory.ringAt(this.id), memory.RING_MASK);
  }

  private runFrom(ring: number, mask: number): boolean {
    for (
      let hint = popRing(this.memory.words, ring, mask);
      hint !== EMPTY;
      hint = popRing(this.memory.words, ring, mask)
    )
      if (this.runHint(hint)) return true;
    return false;
  }

  private search(): boolean {
    const threads = this.sources.length;
    const first = (Math.random() * threads) | 0;
    for (let n = 0; n < threads; n++) if (this.stealFrom((first + n) % threads)) return true;
    return false;
  }

  private stealFrom(victim: number): boolean {
    if (victim === this.id) return false;
    const own = this.memory.ringAt(this.id);
    for (;;) {
      let hint = EMPTY;
      for (const { at, mask } of this.sources[victim] as readonly RingPlace[]) {
        hint = stealHalf(this.memory.words, at, mask, own, memory.RING_MASK);
        if (hint !== EMPTY) break;
      }
      if (hint === EMPTY) return false;
      this.memory.count(this.id, memory.STOLEN);
      if (this.runHint(hint)) return true;
    }
  }

  private runHint(hint: number): boolean {
    const owner = (hint / memory.BLOCKS) | 0;
    const block = hint % memory.BLOCKS;
    const at = this.memory.blockAt(owner, block);
    if (owner === this.id) return this.runOwned(block, at);
    const { words } = this.memory;
    if (!begin(words, at, this.id)) return false;
    this.searching.stop();
    const job = this.table.jobs[words[at + memory.JOB] as number] as Job;
    const serial = words[at + memory.SERIAL] as number;
    this.awaited.set(hint, at);
    this.own.payload.read(
      at,
      () => `${hint}.${serial}.a`,
      (args, problem, context) => {
        // False if its owner has died meanwhile.
        if (!this.awaited.delete(hint)) return;
        this.own.poke();
        this.beat(); // this may be a message of its own, outside the turns
        if (problem !== null) {
          this.answer(hint, at, job, false, problem);
          return;
        }
        const task = runJob(job, args as unknown[], contextOfArrival(context), (completed, value) => {
          if (this.tasks.delete(hint)) this.taskEnded();
          this.answer(hint, at, job, completed, value);
        });
        if (task === null) return;
        this.begun++;
        this.tasks.set(hint, { task, serial });
      },
    );
    return true;
  }

  /** Whether it must not begin more jobs of others now. */
  isFull(): boolean {
    for (const [hint, at] of this.awaited)
      if (kindOf(this.memory.words, at) === ORPHANED) {
        // Nobody is left to send its arguments: see buryWorker(), which wakes all.
        this.awaited.delete(hint);
        finish(this.memory.words, at, this.id);
      }
    return this.begun >= policy.begun || this.awaited.size > 0;
  }

  /** Ends a job of this thread as if another had run it, so that nothing fails only then. */
  private endCopied(pending: Pending, completed: boolean, value: unknown): void {
    let done = completed;
    let copy: unknown;
    try {
      copy = this.own.payload.copyResult(pending.job.name, value, completed);
    } catch (error) {
      [done, copy] = [false, error];
    }
    this.own.end(pending, done, copy);
  }

  /** A task of a job has ended, perhaps outside the turns: a thread that was full takes jobs again. */
  private taskEnded(): void {
    if (this.begun-- === policy.begun) this.own.poke();
    this.onTaskEnd();
  }

  private answer(hint: number, at: number, job: Job, completed: boolean, value: unknown): void {
    const { words } = this.memory;
    let done = completed;
    try {
      this.own.payload.encodeResult(job.name, value, completed);
    } catch (error) {
      done = false;
      this.own.payload.encodeResult(job.name, error, false);
    }
    const serial = words[at + memory.SERIAL];
    this.own.payload.place(at, () => `${hint}.${serial}.r`);
    words[at + memory.COMPLETED] = done ? 1 : 0;
    this.memory.count(this.id, memory.RUN);
    if (!finish(words, at, this.id)) return;
    const owner = (hint / memory.BLOCKS) | 0;
    addDone(words, this.memory.doneAt(owner), at + memory.NEXT, hint % memory.BLOCKS);
    // After the list: pairs with the second look in park().
    this.memory.wake(owner);
  }

  /** Runs a job of its own that it had shown. */
  private runOwned(block: number, at: number): boolean {
    const pending = this.own.owned[block];
    if (pending == null || !begin(this.memory.words, at, this.id)) return false;
    this.own.giveBack(pending);
    return this.runHere(pending);
  }

  private runHere(pending: Pending): boolean {
    this.searching.stop();
    pending.place = HERE;
    this.memory.count(this.id, memory.RUN);
    const { job, carried } = pending;
    let { args } = pending;
    if (DEBUG) {
      try {
        args = this.own.payload.copyArgs(job.name, args);
      } catch (error) {
        this.own.end(pending, false, error);
        return true;
      }
    }
    const task = runJob(job, args, carried, (completed, value) => {
      if (pending.task !== null) this.taskEnded();
      if (DEBUG) this.endCopied(pending, completed, value);
      else this.own.end(pending, completed, value);
    });
    // A task ends in a later turn at the earliest.
    if (task !== null) {
      pending.task = task;
      this.begun++;
    }
    return true;
  }
}
