/**
 * The abstract machine: threads that stand in their histories, and memory. It executes one shared operation at a time
 * when the explorer says so, then lets the threads concerned run on to their next one, and can undo all of it.
 *
 * Invariants: `ready`, `unsettled` and `timed` are the bit sets of threads in these states; between steps no thread
 * is unsettled unless one is choosing, a fault was found, or the program went stale.
 */

import { BROKEN, FINISHED, type Node, PENDING, THREW, UNKNOWN } from "../program/history.js";
import { MAX_THREADS, type Program } from "../program/program.js";
import { type Fault, fault, textOf } from "../report/failure.js";
import { join as joinClocks, tick } from "./clock.js";
import { Footprint } from "./footprint.js";
import { checkInvariant, type Invariant } from "./invariant.js";
import { executeLocal } from "./local-step.js";
import type { Resource } from "./memory.js";
import type { Operation } from "./operation.js";
import * as kinds from "./operation.js";
import { executeShared, executeTimeout } from "./shared-step.js";
import * as status from "./thread.js";
import { type Forestalled, type StepEvent, VirtualThread } from "./thread.js";
import { lowest } from "./thread-set.js";
import { UndoLog } from "./undo.js";

/** What a machine does differently from the default. */
export interface MachineSettings {
  /** Whether waits with a time-out may time out. */
  readonly timeouts: boolean;
  /** Whether plain accesses are points at which another thread may run, as in the naive exploration. */
  readonly everyAccess: boolean;
  /** Operations that a thread may make in one step before the schedule is given up as endless. */
  readonly maxLocal: number;
}

/** Is called for each operation when it completes, and when a thread falls asleep in it. */
export type Observer = (
  thread: VirtualThread,
  operation: Operation,
  node: Node,
  result: unknown,
  asleep: boolean,
) => void;

/** Operations that can be executed in the middle of a run: they never block, and run no code under test. */
const IMMEDIATE: ReadonlySet<number> = new Set([kinds.READ, kinds.WRITE, kinds.SPAWN, kinds.NOTE]);

const NONE_FORESTALLED: readonly Forestalled[] = [];

export class Machine {
  readonly program: Program;
  readonly settings: MachineSettings;
  readonly undo: UndoLog = new UndoLog();
  readonly threads: VirtualThread[] = [];
  observer: Observer | null = null;
  ready = 0;
  unsettled = 0;
  /** Threads in a wait that may time out. */
  timed = 0;
  alive = 0;
  spinning = 0;
  choosing: VirtualThread | null = null;
  fault: Fault | null = null;
  invariants: readonly Invariant[] = [];
  /** Operations made since the last step. */
  private local = 0;
  /** Set when a thread ran for too long between two points. */
  endless = false;
  /** What the last step depends on. */
  readonly footprint: Footprint = new Footprint();
  /** The threads that the last step woke. */
  woken = 0;
  /** The last step, for threads that learn of it later; the explorer fills in its past. */
  event: StepEvent = { past: null, forestalled: NONE_FORESTALLED };
  /** How many results the last step could have had. */
  outcomes = 1;

  constructor(program: Program, settings: MachineSettings) {
    this.program = program;
    this.settings = settings;
  }

  /** Brings thread 0 to its first shared operation. */
  start(): void {
    this.undo.begin(this);
    this.born("0", "main", this.program.root, null);
    this.settle();
  }

  /** The threads that can take a step. */
  get enabled(): number {
    return this.ready | this.timed;
  }

  /** Executes the next shared operation of a thread; `outcome` picks among the results it can have. */
  step(thread: VirtualThread, outcome: number): void {
    this.footprint.clear();
    this.woken = 0;
    this.outcomes = 1;
    this.event = { past: null, forestalled: NONE_FORESTALLED };
    this.undo.begin(this);
    if (thread.status === status.READY) executeShared(this, thread, thread.node!.operation!, outcome);
    else executeTimeout(this, thread);
    this.checkInvariants();
  }

  /** Lets threads that have a result run on, until all stand at a shared operation or one has to choose. */
  settle(): void {
    this.local = 0;
    while (this.unsettled !== 0 && this.choosing === null && this.fault === null) {
      this.settleThread(this.threads[lowest(this.unsettled)]!);
      if (this.program.stale || this.endless) return;
    }
  }

  /** Gives the choosing thread its choice. */
  chose(outcome: number): void {
    const thread = this.choosing!;
    this.undo.begin(this);
    this.undo.set(this, "choosing", null);
    this.give(thread, outcome);
  }

  /** Hands a thread the result of its pending operation; it runs on when the machine settles. */
  give(thread: VirtualThread, result: unknown): void {
    const bit = 1 << thread.id;
    this.proceed(thread, result);
    thread.status = status.UNSETTLED;
    this.ready = this.ready & ~bit;
    this.unsettled = this.unsettled | bit;
  }

  /** Puts a thread to sleep in its pending operation. */
  block(thread: VirtualThread, how: number): void {
    const bit = 1 << thread.id;
    this.undo.thread(thread);
    thread.status = how;
    this.ready = this.ready & ~bit;
    this.unsettled = this.unsettled & ~bit;
    const node = thread.node!;
    this.observer?.(thread, node.operation!, node, undefined, true);
  }

  /** Notes that the step depends on a resource. */
  touch(resource: Resource, writes: boolean): void {
    this.footprint.add(resource, writes);
  }

  fail(found: Fault): void {
    if (this.fault === null) this.undo.set(this, "fault", found);
  }

  /** Makes what a thread did so far happen before everything that acquires the returned clock. */
  release(thread: VirtualThread): readonly number[] {
    const released = tick(thread.clock, thread.id, thread.time);
    this.undo.thread(thread);
    thread.time++;
    return released;
  }

  acquire(thread: VirtualThread, released: readonly number[]): void {
    this.undo.thread(thread);
    thread.clock = joinClocks(thread.clock, released);
  }

  /** Tells whether another thread may run before the operation is executed. */
  isPoint(operation: Operation): boolean {
    const { kind } = operation;
    if (kind < kinds.READ) return true;
    if (kind > kinds.WRITE) return false;
    if (this.settings.everyAccess) return true;
    for (const cell of operation.cells) {
      if (cell.racy || (kind === kinds.WRITE && cell.watchers.length > 0)) return true;
    }
    return false;
  }

  private checkInvariants(): void {
    for (const invariant of this.invariants) {
      if (this.footprint.conflicts(invariant.resource, false)) checkInvariant(this, invariant);
    }
  }

  /** Moves a thread on in its history. */
  proceed(thread: VirtualThread, result: unknown): void {
    const node = thread.node!;
    this.undo.thread(thread);
    thread.node = this.program.follow(node, result);
    this.observer?.(thread, node.operation!, node, result, false);
  }

  private settleThread(thread: VirtualThread): void {
    for (;;) {
      const node = thread.node!;
      if (node.state === UNKNOWN) {
        this.program.resolve(node, (at) => this.goOn(thread, at));
        if (this.endless || this.fault !== null) return;
        if (thread.node !== node) continue;
      }
      if (this.program.stale) return;
      if (node.state !== PENDING) {
        this.end(thread, node);
        return;
      }
      const operation = node.operation!;
      if (this.isPoint(operation)) {
        this.arrive(thread);
        return;
      }
      if (!this.executeLocal(thread, node, operation)) return;
    }
  }

  /** Executes the operation at which a run of the thread has arrived, if it is one that needs no scheduling. */
  private goOn(thread: VirtualThread, node: Node): Node | null {
    const operation = node.operation!;
    if (this.isPoint(operation) || !IMMEDIATE.has(operation.kind)) return null;
    return this.executeLocal(thread, node, operation) ? thread.node : null;
  }

  private arrive(thread: VirtualThread): void {
    const bit = 1 << thread.id;
    this.undo.thread(thread);
    thread.status = status.READY;
    this.ready = this.ready | bit;
    this.unsettled = this.unsettled & ~bit;
  }

  private end(thread: VirtualThread, node: Node): void {
    if (node.state === THREW) {
      this.fail(fault("assertion", textOf(node.value), thread.label, node.value));
    } else if (node.state === BROKEN) this.fail(node.value as Fault);
    else if (node.state === FINISHED) this.finish(thread);
    else throw new Error(`Thread ${thread.label} was run, but where it stands is not known`);
  }

  private finish(thread: VirtualThread): void {
    this.undo.thread(thread);
    thread.status = status.DONE;
    this.unsettled = this.unsettled & ~(1 << thread.id);
    this.alive = this.alive - 1;
    for (const other of this.threads) {
      if (other.status === status.JOINING && other.joined === thread) this.joinThread(other, thread);
    }
  }

  /** Lets a thread go on from its join with one that has ended. */
  joinThread(thread: VirtualThread, ended: VirtualThread): void {
    this.acquire(thread, tick(ended.clock, ended.id, ended.time));
    thread.past = joinClocks(thread.past, ended.past);
    this.give(thread, undefined);
  }

  /** Executes an operation that concerns only its own thread; false when the thread cannot go on. */
  private executeLocal(thread: VirtualThread, node: Node, operation: Operation): boolean {
    if (++this.local > this.settings.maxLocal) {
      this.undo.set(this, "endless", true);
      return false;
    }
    return executeLocal(this, thread, node, operation);
  }

  /** Lets a thread begin. Threads are numbered in the order in which the program was seen to spawn them. */
  born(label: string, name: string, root: Node, parent: VirtualThread | null): void {
    const { undo, program } = this;
    const id = program.identify(label, name);
    if (program.stale) return;
    if (id >= MAX_THREADS) {
      this.fail(fault("unsupported", `More than ${MAX_THREADS} virtual threads were spawned`, label));
      return;
    }
    const thread = this.threads[id] ?? this.makeThread(id);
    undo.thread(thread);
    thread.node = root;
    undo.set(thread, "name", name);
    thread.time = 1;
    thread.clock = parent === null ? thread.clock : this.release(parent);
    thread.past = parent === null ? thread.past : parent.past;
    thread.status = status.UNSETTLED;
    this.unsettled = this.unsettled | (1 << id);
    this.alive = this.alive + 1;
  }

  /** Makes the object for a thread, and for threads found earlier that this schedule has not met. */
  private makeThread(id: number): VirtualThread {
    const { width } = this.program;
    for (let i = this.threads.length; i <= id; i++) {
      const label = this.program.labelOf(i);
      this.threads.push(new VirtualThread(i, label, this.program.nameOf(label), width));
    }
    return this.threads[id]!;
  }
}
