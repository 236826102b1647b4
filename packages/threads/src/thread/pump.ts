/**
 * Drives a thread from its event loop: works in bursts, between which the loop polls; spins for what parking would cost; then
 * parks, on one waiter of `Atomics.waitAsync`, which is kept when something else wakes the thread, since it cannot be taken back.
 * See docs/decisions/0422-parking-threads.md.
 */

import { availableParallelism } from "node:os";
import { announce, retract, ticketAt } from "../atomic/idle.js";
import { joinTurns, leaveTurns, type Party, requestTurn } from "../link/service.js";
import { policy } from "../policy.js";
import { hasRunnable, Load } from "./load.js";
import { type IdlePlace, PARKED } from "./memory.js";
import type { Thread } from "./thread.js";

type WaitAsync = (
  words: Int32Array,
  at: number,
  value: number,
) => { readonly async: false } | { readonly async: true; readonly value: Promise<unknown> };

// Not in the declarations of ES2023; every Node that is supported has it.
const { waitAsync } = Atomics as unknown as { readonly waitAsync: WaitAsync };

const CORES = availableParallelism();

export class Pump {
  private readonly thread: Thread;
  /** The idle words that this thread is in, how many threads are, and which it is. */
  private readonly idleAt: number;
  private readonly idlers: number;
  private readonly self: number;
  private parked: boolean;
  private parkedAt: number;
  private scheduled: boolean;
  private waiting: boolean;
  private turning: boolean;
  private polledAt: number;
  /** How long the thread has waited lately, on average, in milliseconds. */
  private wait: number;
  private closed: boolean;
  /** Whether the scheduler has still to take in messages, or to run tasks: the end of its turn is told. */
  private isBusy: boolean;
  /** How many promise jobs it still leaves to others before it waits: what awaits an answer may have more to send. */
  private hops: number;
  private readonly party: Party;
  private readonly load: Load;

  constructor(thread: Thread) {
    const { at, threads, self } = thread.memory.idlePlaces[thread.id] as IdlePlace;
    this.thread = thread;
    this.idleAt = at;
    this.idlers = threads;
    this.self = self;
    this.parked = false;
    this.parkedAt = 0;
    this.scheduled = false;
    this.waiting = false;
    this.turning = false;
    this.polledAt = 0;
    this.wait = 0;
    this.closed = false;
    this.isBusy = false;
    this.hops = 0;
    this.load = new Load(thread.memory, thread.id);
    this.party = {
      take: () => void thread.links.take(),
      more: (until) => this.more(until),
      ended: (idle) => this.turnEnded(idle),
    };
    joinTurns(this.party);
    thread.own.poke = () => this.poke();
    thread.onTaskEnd = () => {
      if (this.parked) this.load.tellSoon(); // see turnEnded()
    };
    thread.links.poke = () => this.poke();
  }

  /** Says that there is something to do here, which no other thread has told of. */
  poke(): void {
    if (this.scheduled || this.turning || this.closed) return;
    this.soon();
  }

  /** Tells the others what the scheduler of this thread has done. */
  tellLoad(): void {
    this.load.tell();
  }

  close(): void {
    this.closed = true;
    leaveTurns(this.party);
  }

  /**
   * Nothing is runnable, and the turn is not over. An answer to what its tasks have sent comes sooner than a turn of its own would
   * begin. Only if something was sent: else what came was for code that awaits, which continues after the turn.
   */
  private more(until: number): boolean {
    const { links } = this.thread;
    if (this.closed || !links.hasSent) return false;
    links.publish();
    return this.wait <= policy.spin && this.hasCore() && this.look(until) && links.take();
  }

  /** A turn of the scheduler has ended. */
  private turnEnded(idle: boolean): void {
    const { thread } = this;
    thread.beat();
    thread.links.publish();
    this.isBusy = !idle;
    // Tasks that go on keep nobody from jobs, nor from what has ended elsewhere: then the pump has its turn before theirs.
    if ((!idle || this.parked) && !thread.hasWork()) {
      // The pump has no turn of its own, at which it would tell. The calling thread tells when it is asked.
      if (thread.id !== thread.memory.workers) this.load.tellSoon();
      return;
    }
    if (idle) this.hops = HOPS;
    this.poke();
  }

  private readonly turn = (): void => {
    this.scheduled = false;
    if (this.closed || this.turning) return;
    this.turning = true;
    this.thread.beat();
    try {
      this.unpark();
      this.work();
    } finally {
      this.turning = false;
    }
  };

  private readonly polled = (): void => {
    this.polledAt = performance.now();
    this.turn();
  };

  private work(): void {
    const { thread } = this;
    const end = performance.now() + policy.burst;
    for (;;) {
      thread.links.publish();
      if (thread.links.hasWork()) {
        this.isBusy = true;
        requestTurn();
      }
      thread.own.collect();
      thread.own.show();
      const begun = thread.begunTasks;
      const isFree = !this.isBusy && thread.own.ended === 0 && this.hops === 0;
      if (thread.works && thread.runOne(isFree)) {
        // The task of a job has its first tick in the turn of the scheduler, which is the next promise job.
        if (thread.begunTasks > begun) {
          this.soon();
          return;
        }
        if (performance.now() >= end) {
          this.later();
          return;
        }
        continue;
      }
      if (this.closed) return;
      if (this.isBusy) return; // see turnEnded()
      if (!thread.works && thread.own.inFlight === 0 && !thread.links.any) return;
      if (performance.now() >= end + policy.burst) {
        thread.searching.stop();
        this.later();
        return;
      }
      // User code that awaits what has ended goes first: it may have more to do.
      if (thread.own.ended > 0) {
        thread.own.ended = 0;
        this.soon();
        return;
      }
      if (this.hops > 0) {
        this.hops--;
        this.soon();
        return;
      }
      if (!this.spin()) {
        this.park();
        return;
      }
    }
  }

  /** Waits without giving the processor away; true when something came. */
  private spin(): boolean {
    const { thread } = this;
    if (this.wait > policy.spin || !this.hasCore()) return false;
    if (thread.works && !thread.isFull() && (thread.searching.rest() || !thread.searching.start())) return false;
    return this.look(Number.POSITIVE_INFINITY);
  }

  /** Looks for work for as long as parking costs, and not beyond `until`; true when some came. */
  private look(until: number): boolean {
    const { thread } = this;
    const start = performance.now();
    const end = Math.min(until, start + policy.spin);
    for (let now = start; now < end; now = performance.now())
      for (let n = 0; n < LOOKS; n++)
        if (thread.hasWork()) {
          this.waited(now - start);
          return true;
        }
    return false;
  }

  /** Whether all who are awake, this one among them, have a processor each. */
  private hasCore(): boolean {
    return this.thread.memory.awake() <= CORES;
  }

  private park(): void {
    const { thread, idleAt, self, idlers } = this;
    if (hasRunnable()) {
      // The scheduler has a turn to come, and tells of its end: a thread that computes must not count as one that sleeps.
      thread.searching.stop();
      this.isBusy = true;
      return;
    }
    const { words } = thread.memory;
    const ticket = ticketAt(idleAt, idlers, self);
    const seen = Atomics.load(words, ticket);
    // Before others can rely on its sleep.
    thread.searching.rest();
    thread.searching.sayFull(thread.works && thread.isFull());
    this.load.sleep();
    announce(words, idleAt, self);
    thread.searching.searching = false;
    this.parked = true;
    // The second look: pairs with wakeOne() after a push, and with wake() after a result. See idle.ts.
    if (thread.hasWork()) {
      this.soon();
      return;
    }
    this.parkedAt = performance.now();
    thread.memory.count(thread.id, PARKED);
    if (this.waiting) return;
    const result = waitAsync(words, ticket, seen);
    if (!result.async) {
      this.soon();
      return;
    }
    this.waiting = true;
    result.value.then(() => {
      this.waiting = false;
      this.polledAt = performance.now();
      this.turn();
    });
  }

  private unpark(): void {
    if (!this.parked) return;
    this.parked = false;
    this.thread.searching.searching = retract(this.thread.memory.words, this.idleAt, this.self);
    this.load.wake();
    if (this.parkedAt > 0) this.waited(Math.max(0, performance.now() - this.parkedAt - policy.spin));
    this.parkedAt = 0;
  }

  private waited(ms: number): void {
    this.wait += (Math.min(ms, LONGEST * policy.spin) - this.wait) / 8;
  }

  private soon(): void {
    if (this.scheduled) return;
    if (performance.now() - this.polledAt > policy.burst) {
      this.later();
      return;
    }
    this.scheduled = true;
    queueMicrotask(this.turn);
  }

  private later(): void {
    if (this.scheduled) return;
    this.load.tell();
    this.scheduled = true;
    setImmediate(this.polled);
  }
}

// An answer passes through so many promise jobs to the code that awaits it.
const HOPS = 3;
// How often a spinning thread looks between two looks at the clock.
const LOOKS = 16;
// A long wait counts as this many times what parking costs, so that a few short ones are noticed soon.
const LONGEST = 4;
