/**
 * The engine of the loop form: it keeps its cases entered between rounds, so that an event costs the same with two
 * sources and with a thousand.
 *
 * Invariants: outside `poll`, each case is either entered with its source or in `unsure`; while somebody waits on the
 * loop, `unsure` is empty. A case refuses to be claimed while nobody waits, which loses nothing, and is unsure then.
 */
import { ClosedError, type NotReady, notReady, Source, UsageError, type Waiter } from "@mailslot/core";
import type { Case, Cases, Selected } from "./cases.js";
import { KeptResult } from "./kept-result.js";
import { LoopCase } from "./loop-case.js";
import type { SelectOptions } from "./options.js";
import { anyRandom, type Random } from "./random.js";
import { sourceOf } from "./source-of.js";

// What the loop does when a case of it is claimed.
const IDLE = 0; // the claim comes from outside
const ASKING = 1; // a case that is asked meets another: no match, and the other goes back where it was
const ENTERING = 2; // a case completes while it enters, or code that it runs completes another

export class SelectLoop<C extends Cases> extends Source<Selected<C>> {
  private readonly cases: Map<string, LoopCase<Selected<C>>>;
  private readonly random: Random | null;
  /** The order of `biased`: that of the names as they were written, also of cases disabled then, and behind them what came later. */
  private readonly written: ReadonlyMap<string, number>;
  private added: number;
  /** Cases that may be ready, and must be asked. */
  private unsure: LoopCase<Selected<C>>[];
  /** Cases that this loop's own asking has pushed out of their sources. */
  private displaced: LoopCase<Selected<C>>[];
  private doing: number;
  private entering: LoopCase<Selected<C>> | null;
  /** What a case gave while it entered. */
  private readonly kept: KeptResult<Selected<C>>;
  private outer: Waiter<Selected<C>> | null;
  private closed: boolean;

  constructor(cases: C, options: SelectOptions) {
    super();
    this.cases = new Map();
    this.random = options.biased === true ? null : (options.random ?? anyRandom);
    this.written = this.random === null ? orderOf(cases) : UNORDERED;
    this.added = this.written.size;
    this.unsure = [];
    this.displaced = [];
    this.doing = IDLE;
    this.entering = null;
    this.kept = new KeptResult();
    this.outer = null;
    this.closed = false;
    for (const name in cases) this.add(name, cases[name]);
  }

  poll(): Selected<C> | NotReady {
    if (this.closed) throw this.closedError();
    try {
      return this.ask();
    } finally {
      this.doing = IDLE;
      if (this.displaced.length > 0) this.giveBackDisplaced();
    }
  }

  subscribe(waiter: Waiter<Selected<C>>): void {
    if (this.outer !== null) throw this.alreadyWaited();
    this.outer = waiter;
    if (this.unsure.length > 0) this.serve(waiter); // since it was polled, a case has become unsure
  }

  unsubscribe(waiter: Waiter<Selected<C>>): void {
    if (this.outer === waiter) this.outer = null;
  }

  set(name: string, given: Case): void {
    if (this.closed) throw this.closedError();
    const old = this.cases.get(name);
    if (old !== undefined) this.drop(old);
    this.add(name, given, old?.index);
    if (this.outer !== null) this.serve(this.outer);
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    for (const each of this.cases.values()) each.leave();
    this.unsure = [];
    const { outer } = this;
    this.outer = null;
    if (outer?.claim() === true) outer.fail(this.closedError());
  }

  [Symbol.dispose](): void {
    this.close();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Selected<C>, void, undefined> {
    try {
      while (!this.closed) yield await this.round();
    } catch (error) {
      if (!this.closed) throw error;
    } finally {
      this.close();
    }
  }

  private round(): Source<Selected<C>> {
    return this;
  }

  override describe(): string {
    return `select loop of ${[...this.cases.keys()].join(", ") || "nothing"}`;
  }

  /** Returns who is completed by a case, or null when it may not be completed now. */
  claim(claimed: LoopCase<Selected<C>>): Waiter<Selected<C>> | null {
    if (this.doing === ASKING) this.displaced.push(claimed);
    else if (claimed === this.entering) return this.kept;
    else {
      this.unsure.push(claimed);
      if (this.doing === IDLE) return this.claimOuter();
    }
    return null;
  }

  private claimOuter(): Waiter<Selected<C>> | null {
    const { outer } = this;
    if (outer === null || !outer.claim()) return null;
    this.outer = null;
    return outer;
  }

  /** Asks those that may be ready until one is; enters those that are not. */
  private ask(): Selected<C> | NotReady {
    if (this.kept.isFull()) return this.kept.take();
    while (this.unsure.length > 0) {
      const asked = this.takeUnsure();
      this.unsure.push(asked); // if it gives a value, or fails, it is asked again next time
      this.doing = ASKING;
      const value = asked.source.poll();
      if (value !== notReady) return { case: asked.name, value } as Selected<C>;
      this.unsure.pop();
      if (this.enter(asked)) return this.kept.take();
    }
    // Nothing has happened, so those that this asking itself has displaced have nothing either; they keep their order.
    this.displaced.reverse();
    for (let back = this.displaced.pop(); back !== undefined; back = this.displaced.pop()) {
      if (this.enter(back)) return this.kept.take();
    }
    return this.unsure.length > 0 ? this.ask() : notReady;
  }

  /** Enters a case with its source; returns whether that has completed it. */
  private enter(entered: LoopCase<Selected<C>>): boolean {
    this.doing = ENTERING;
    this.entering = entered;
    entered.entered = true;
    try {
      entered.source.subscribe(entered);
    } catch (error) {
      entered.entered = false;
      this.unsure.push(entered);
      throw error;
    } finally {
      this.entering = null;
    }
    if (!this.kept.isFull()) return false;
    this.unsure.push(entered);
    return true;
  }

  private giveBackDisplaced(): void {
    this.unsure.push(...this.displaced);
    this.displaced = [];
  }

  /** Gives `waiter`, who waits already, what a case has. */
  private serve(waiter: Waiter<Selected<C>>): void {
    let value: Selected<C> | NotReady;
    try {
      value = this.poll();
    } catch (error) {
      if (this.claimOuter() === waiter) waiter.fail(error);
      return;
    }
    if (value === notReady) return;
    if (this.claimOuter() === waiter) waiter.deliver(value);
    else this.kept.deliver(value); // it is taken: the next round gets it
  }

  private add(name: string, given: Case, earlier?: number): void {
    const source = sourceOf(name, given);
    if (source === null) {
      this.cases.delete(name);
      return;
    }
    const index = this.written.get(name) ?? earlier ?? this.added++;
    const added = new LoopCase<Selected<C>>(this, name, index, source);
    this.cases.set(name, added);
    this.unsure.push(added);
  }

  private drop(dropped: LoopCase<Selected<C>>): void {
    dropped.leave();
    const at = this.unsure.indexOf(dropped);
    if (at >= 0) this.unsure.splice(at, 1);
  }

  private takeUnsure(): LoopCase<Selected<C>> {
    const { unsure } = this;
    let position = 0;
    if (this.random !== null) position = unsure.length === 1 ? 0 : this.random(unsure.length);
    else for (let n = 1; n < unsure.length; n++) if (at(unsure, n).index < at(unsure, position).index) position = n;
    const taken = at(unsure, position);
    const last = unsure.pop() as LoopCase<Selected<C>>;
    if (last !== taken) unsure[position] = last;
    return taken;
  }

  private alreadyWaited(): UsageError {
    return new UsageError(
      "ERR_MAILSLOT_ARGUMENT",
      `two tasks wait on one ${this.describe()}: give each a loop of its own`,
    );
  }

  private closedError(): ClosedError {
    return new ClosedError(`this ${this.describe()} is closed: make another to go on`);
  }
}

const UNORDERED: ReadonlyMap<string, number> = /* @__PURE__ */ new Map();

function orderOf(cases: Cases): Map<string, number> {
  return new Map(Object.keys(cases).map((name, n) => [name, n]));
}

function at<T>(items: readonly T[], index: number): T {
  return items[index] as T;
}
