/**
 * Carries frames in memory, by the time of an event loop: for tests. What it does is decided by its options alone, so under a
 * simulation each run of a seed is the same.
 *
 * Invariants: a parcel is in one queue; `due` of a queue never goes back, so that delays keep the order.
 */
import { currentScheduler, type Scheduler } from "@mailslot/core";
import { badArgument, checkDuration, checkFunction, checkKind, checkOptions } from "@mailslot/core/engine";
import { type Carrier, type CarrierListener, keepParcel, type Parcel } from "./carrier.js";

/** How a connection in memory behaves. */
export interface MemoryOptions {
  /** Milliseconds that a frame is under way, or what gives them for each. Default: 0, the next turn of the event loop. */
  readonly delay?: number | (() => number);
  /** How many frames may be under way in one direction before `send` returns false. Default: 1,024. */
  readonly capacity?: number;
  /** Whose event loop and time it goes by. Default: the scheduler of the running task, else the default one. */
  readonly scheduler?: Scheduler;
}

/** A connection in memory, with what may happen to it. */
export interface MemoryConnection {
  /** Its two ends, one for each node. */
  readonly ends: readonly [Carrier, Carrier];
  /** Kills one end, as when its thread dies: the other is told, with what that end has not read. */
  kill(end: 0 | 1): void;
  /** Cuts the connection: both ends are told that the other is dead, and what is under way is lost. */
  cut(): void;
  /** Holds back what is under way, until `release`. */
  hold(): void;
  /** Lets what was held back go on. */
  release(): void;
}

const CAPACITY = 1_024;

class MemoryEnd implements Carrier {
  peer: MemoryEnd | null;
  private readonly connection: MemoryCore;
  private listener: CarrierListener | null;
  /** What the peer has sent and this end has not read. */
  private inbox: Parcel[];
  private isFull: boolean;
  private isScheduled: boolean;
  private due: number;
  /** Whether the peer has closed, and what it sent before is still to be read. */
  private isEnding: boolean;
  isDead: boolean;
  /** What is sent when the peer is dead, and this end has not been told: not read, for sure. */
  private unsent: Parcel[] | null;

  constructor(connection: MemoryCore) {
    this.peer = null;
    this.connection = connection;
    this.listener = null;
    this.inbox = [];
    this.isFull = false;
    this.isScheduled = false;
    this.due = 0;
    this.isEnding = false;
    this.isDead = false;
    this.unsent = null;
  }

  send(parcel: Parcel): boolean {
    const peer = this.peer as MemoryEnd;
    if (this.isDead || peer.isDead) {
      this.unsent?.push(keepParcel(parcel));
      return true;
    }
    peer.inbox.push(keepParcel(parcel));
    peer.schedule();
    if (peer.inbox.length < this.connection.capacity) return true;
    this.isFull = true;
    return false;
  }

  start(listener: CarrierListener): void {
    this.listener = listener;
    this.schedule();
  }

  close(): void {
    const peer = this.peer as MemoryEnd;
    if (this.isDead) return;
    this.isDead = true;
    peer.isEnding = true;
    peer.schedule();
  }

  /** Ends this end without a word; returns what it has not read. */
  die(): Parcel[] {
    this.isDead = true;
    this.listener = null;
    return this.inbox.splice(0);
  }

  /** Tells this end that its peer is dead. */
  bereave(unread: readonly Parcel[]): void {
    if (this.isDead) return;
    const { listener } = this;
    this.die();
    this.unsent = [...unread];
    this.connection.later(0, () => {
      listener?.dead(this.unsent ?? []);
      this.unsent = null;
    });
  }

  schedule(): void {
    if (this.isScheduled || this.listener === null || this.isDead || this.connection.isHeld) return;
    if (this.inbox.length === 0 && !this.isEnding) return;
    const delay = this.connection.delay(); // user code may run here
    checkDuration("what the delay of a connection in memory gives", delay);
    this.isScheduled = true;
    const now = this.connection.now();
    this.due = Math.max(this.due, now + delay);
    this.connection.later(this.due - now, () => {
      this.isScheduled = false;
      this.readAll();
    });
  }

  private readAll(): void {
    if (this.connection.isHeld) return;
    for (let parcel = this.inbox.shift(); parcel !== undefined; parcel = this.inbox.shift()) {
      if (this.isDead) return;
      this.listener?.receive(parcel); // user code may run here
    }
    this.peer?.makeRoom();
    if (this.isEnding) this.bereave([]);
  }

  private makeRoom(): void {
    if (!this.isFull || this.isDead) return;
    this.isFull = false;
    this.listener?.room();
  }
}

/** Returns what gives the delay of each frame; fails unless it makes sense. */
export function delayOf(delay: number | (() => number)): () => number {
  if (typeof delay !== "number") checkFunction("the delay of a connection in memory", delay);
  else checkDuration("the delay of a connection in memory", delay);
  return typeof delay === "number" ? () => delay : delay;
}

class MemoryCore implements MemoryConnection {
  readonly ends: readonly [MemoryEnd, MemoryEnd];
  readonly capacity: number;
  readonly delay: () => number;
  isHeld: boolean;
  private readonly scheduler: Scheduler;

  constructor(options: MemoryOptions) {
    checkOptions("memoryConnection()", options);
    const { delay = 0, capacity = CAPACITY, scheduler = currentScheduler() } = options;
    if (typeof capacity !== "number" || !(capacity >= 1))
      throw badArgument("the capacity of a connection in memory", capacity, "a number of frames from 1");
    checkKind("the scheduler of a connection in memory", scheduler, "io", "a scheduler");
    this.capacity = capacity;
    this.delay = delayOf(delay);
    this.scheduler = scheduler;
    this.isHeld = false;
    this.ends = [new MemoryEnd(this), new MemoryEnd(this)];
    [this.ends[0].peer, this.ends[1].peer] = [this.ends[1], this.ends[0]];
  }

  now(): number {
    return this.scheduler.loop.now();
  }

  later(delay: number, act: () => void): void {
    const { loop } = this.scheduler;
    const run = (): void => this.scheduler.io(act);
    if (delay > 0) loop.startTimer(delay, run);
    else loop.afterPoll(run);
  }

  kill(end: 0 | 1): void {
    if (end !== 0 && end !== 1) throw badArgument("the end that is killed", end, "0 or 1");
    const dead = this.ends[end];
    if (!dead.isDead) dead.peer?.bereave(dead.die());
  }

  cut(): void {
    for (const end of this.ends) end.bereave([]);
  }

  hold(): void {
    this.isHeld = true;
  }

  release(): void {
    this.isHeld = false;
    for (const end of this.ends) end.schedule();
  }
}

/**
 * Makes a connection between two nodes in memory.
 *
 * @example
 * ```ts
 * import { defineActor } from "@mailslot/actor";
 * import { createNode, memoryConnection } from "@mailslot/remote";
 *
 * const Worker = defineActor("worker", { receive: { square: (_ctx, n: number) => n * n } });
 * const { ends } = memoryConnection();
 * createNode({ id: "b", definitions: [Worker] }).connect(ends[1]);
 * const peer = createNode({ id: "a", definitions: [Worker] }).connect(ends[0]);
 * const worker = await peer.spawn(Worker);
 * console.log(await worker.ask.square(3)); // 9
 * ```
 */
export function memoryConnection(options: MemoryOptions = {}): MemoryConnection {
  return new MemoryCore(options);
}
