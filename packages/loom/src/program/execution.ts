/**
 * One execution of a virtual thread's code with a given history: operations whose results are known return them, the first
 * one whose result is not known is noted in the trie, and the code is left by a throw. A child is run inside its parent's
 * `spawn`, so it finds the JavaScript state as of its spawn. See docs/decisions/0100-loom-re-execution.md.
 *
 * Invariants: nothing but notes in the trie survives a run; once `stopped`, every operation throws again.
 */

import { type ElementView, NAMES, Operation, type Scalar, SPAWN, TURN } from "../machine/operation.js";
import { divergence, type FailureKind, type Fault, fault, textOf } from "../report/failure.js";
import { callSite } from "./call-site.js";
import { BROKEN, FINISHED, type Node, PENDING, pathTo, THREW, UNKNOWN } from "./history.js";
import { LoopJobs } from "./loop-jobs.js";
import type { Program } from "./program.js";
import { ignoreRejections } from "./rejections.js";
import type { Probe } from "./spin-probe.js";

/** Leaves the code of a virtual thread at an operation whose result is not known yet. */
export const SUSPENSION: Error = new Error(
  "A model suspended this virtual thread here. Let this error pass: catch only errors that you know",
);

/** The run that the code under test is in; shared by all copies of this package. */
export const present: { run: Run | null } = ((globalThis as Record<symbol, unknown>)[
  Symbol.for("@mailslot/loom/present")
] ??= { run: null }) as { run: Run | null };

/** Executes the operation at a node if no other thread can notice; returns the node that follows. */
export type GoOn = (node: Node) => Node | null;

/** Why a thread is executed, if not just to find its next operation. */
export interface Purpose {
  readonly probe?: Probe;
  readonly capture?: boolean;
  readonly goOn?: GoOn;
}

const LOUD_AFTER = 1_000_000;

export class Run {
  readonly program: Program;
  readonly sites: (string | undefined)[] = [];
  readonly jobs: LoopJobs = new LoopJobs();
  private readonly probe: Probe | null;
  private readonly goOn: GoOn | null;
  private readonly capture: boolean;
  private readonly levels: Node[][] = [];
  private level = 0;
  private path: Node[];
  private position = 0;
  private stopped = false;
  private swallows = 0;
  private spawns = 0;
  private allocations = 0;

  constructor(program: Program, node: Node, purpose: Purpose = {}) {
    this.program = program;
    this.probe = purpose.probe ?? null;
    this.goOn = purpose.goOn ?? null;
    this.capture = purpose.capture ?? false;
    for (let at: Node | null = node; at !== null; at = at.origin.spawnedAt) this.levels.unshift(pathTo(at));
    this.path = this.levels[0]!;
  }

  execute(): void {
    const outer = present.run;
    present.run = this;
    try {
      this.execution(this.program.body);
    } finally {
      present.run = outer;
    }
  }

  /** The label of the thread that is being executed. */
  get label(): string {
    return this.path[0]!.origin.label;
  }

  get name(): string {
    return this.program.nameOf(this.label);
  }

  /** Returns the result of the next operation, or leaves the thread if that is not known. */
  perform(
    kind: number,
    view: ElementView | null,
    index: number,
    a: Scalar,
    b: Scalar,
    text: string,
    body?: () => unknown,
  ): unknown {
    if (this.stopped) this.leave();
    const node = this.path[this.position]!;
    const atEnd = this.position === this.path.length - 1;
    if (atEnd && this.probe !== null && this.level === this.levels.length - 1) {
      if (this.probe.answers(kind, view, index, a, b, text)) return this.probe.result;
      this.leave();
    }
    if (view !== null && view.era !== this.program.era) this.refuseLeaked();
    if (this.capture) this.sites[this.position] = callSite();
    this.meet(node, kind, view, index, a, b, text, body ?? null);
    if (!atEnd) return this.path[++this.position]!.result;
    if (this.level < this.levels.length - 1) this.descend(body!);
    else if (this.goOn !== null) return this.live(node, this.goOn);
    return this.leave();
  }

  private refuseLeaked(): never {
    return this.breaks(
      "bypass",
      `Thread ${this.name} used shared memory that another model made, or an earlier execution of this one. Make it inside ` +
        "the model's function, and keep no view of it",
    );
  }

  /** Lets the machine execute the operation at once if it concerns only this thread, and goes on with its result. */
  private live(node: Node, goOn: GoOn): unknown {
    const next = goOn(node);
    if (next === null) return this.leave();
    this.path.push(next);
    this.position++;
    return next.result;
  }

  spawn(body: () => unknown, name: string): unknown {
    return this.perform(SPAWN, null, ++this.spawns, 0, 0, name, body);
  }

  /** Gives the key under which the next memory of this thread is known. */
  allocation(byteLength: number): string {
    return `${this.label}#${this.allocations++} ${byteLength}`;
  }

  /** Ends the thread with a failure that is not an error of its own code. */
  breaks(kind: FailureKind, message: string): never {
    this.mark(fault(kind, message, this.label));
    return this.leave();
  }

  private mark(value: Fault): void {
    if (this.stopped || this.probe !== null) return;
    this.stopped = true;
    this.spoil(value);
  }

  /** Notes a failure at the node that this run was to resolve, wherever it showed. */
  private spoil(value: Fault): void {
    const node = this.levels.at(-1)!.at(-1)!; // where the run has got to, if it went on
    if (this.capture || node.state === BROKEN) return;
    node.state = BROKEN;
    node.operation = null;
    node.value = value;
  }

  /** Executes a thread's function and its event loop, and notes how that ended. */
  private execution(body: () => unknown): void {
    const own = this.level;
    let value: unknown;
    try {
      value = body();
      this.refusePromise(value, own);
      this.refuseGenerator(value);
      if (!this.stopped) this.turnUntilQuiet();
    } catch (error) {
      if (this.level !== own) return;
      if (!this.stopped) this.finish(THREW, error);
      else if (error !== SUSPENSION) this.swallowed();
      return;
    }
    if (this.level !== own) return;
    if (this.stopped) this.swallowed();
    else this.finish(FINISHED, value);
  }

  /** Refuses async functions, also where one was suspended: its promise is then rejected with the suspension. */
  private refusePromise(value: unknown, own: number): void {
    if (typeof (value as PromiseLike<unknown> | undefined | null)?.then !== "function") return;
    if (value instanceof Promise) value.then(ignore, ignore);
    if (this.level !== own) return;
    this.stopped = false;
    this.breaks(
      "unsupported",
      `Thread ${this.name} returned a promise. Promise jobs run after the model has ended: write the thread as a ` +
        "plain function and use Atomics.waitAsync(...).value.then(callback) for its event loop",
    );
  }

  /** Refuses generator functions: calling one executes nothing of it. */
  private refuseGenerator(value: unknown): void {
    if (this.stopped || typeof value !== "object" || value === null) return;
    const kind = Object.prototype.toString.call(value);
    if (kind !== "[object Generator]" && kind !== "[object AsyncGenerator]") return;
    this.breaks(
      "unsupported",
      `Thread ${this.name} returned a generator, of which nothing has been executed. Write the thread as a plain function`,
    );
  }

  private turnUntilQuiet(): void {
    this.jobs.drain();
    while (this.jobs.waiting > 0) this.jobs.answer(this.perform(TURN, null, 0, 0, 0, "") as number);
  }

  private finish(state: number, value: unknown): void {
    if (this.probe !== null) {
      this.probe.diverged();
      return;
    }
    const node = this.path[this.position]!;
    if (node.state === UNKNOWN) {
      node.state = state;
      node.value = value;
    } else if (node.state !== state) {
      const how = state === FINISHED ? "it returned" : `it threw ${textOf(value)}`;
      this.mark(divergence(this.label, this.name, describe(node), how));
    }
  }

  private meet(
    node: Node,
    kind: number,
    view: ElementView | null,
    index: number,
    a: Scalar,
    b: Scalar,
    text: string,
    body: (() => unknown) | null,
  ): void {
    const known = node.operation;
    if (known !== null) {
      if (known.same(kind, view?.array ?? null, index, a, b, text)) return;
    } else if (node.state === UNKNOWN) {
      const cells = view === null ? [] : view.cells(index);
      node.operation = new Operation(kind, view?.array ?? null, index, cells, a, b, text, kind === SPAWN ? null : body);
      node.state = PENDING;
      return;
    }
    this.mark(divergence(this.label, this.name, describe(node), `it asked for ${NAMES[kind]} ${text}`.trim()));
    this.leave();
  }

  private descend(body: () => unknown): void {
    this.level++;
    this.path = this.levels[this.level]!;
    this.position = 0;
    this.spawns = 0;
    this.allocations = 0;
    this.jobs.clear();
    this.execution(body);
  }

  private leave(): never {
    this.stopped = true;
    if (++this.swallows === 2) ignoreRejections(SUSPENSION);
    if (this.swallows === LOUD_AFTER) {
      console.error(
        `@mailslot/loom: thread ${this.name} catches its suspension in an endless loop; the process cannot leave it`,
      );
    }
    throw SUSPENSION;
  }

  private swallowed(): void {
    ignoreRejections(SUSPENSION);
    if (this.probe !== null) return;
    const where = describe(this.path[this.position]!);
    const message =
      `Thread ${this.name} caught the error by which the model suspends it, ${where}. Catch only errors that you ` +
      "know, and rethrow the others";
    this.spoil(fault("swallowed suspension", message, this.label));
  }
}

function ignore(): void {}

function describe(node: Node): string {
  if (node.state === FINISHED) return "at its end";
  if (node.state === THREW) return `throwing ${textOf(node.value)}`;
  const operation = node.operation;
  if (operation === null) return "broken";
  return `at ${NAMES[operation.kind]}${operation.text === "" ? "" : ` ${operation.text}`}`;
}
