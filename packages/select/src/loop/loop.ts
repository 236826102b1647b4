/**
 * The engine of the loop form: it keeps its cases entered between rounds, so that an event costs the same with two
 * sources and with a thousand. See docs/decisions/0200-select.md.
 *
 * Invariants: outside `ask`, each case is either entered with its source or in `toAsk`; while a task waits on the loop,
 * `toAsk` is empty. A case refuses to be claimed while none waits, which loses nothing, and is to be asked then.
 */
import { ClosedError, type NotReady, notReady, Source, UsageError, type Waiter } from "@mailslot/core";
import { checkFunction, claim, deliver, fail } from "@mailslot/core/engine";
import type { Case, Cases, Selected } from "../case/cases.js";
import { sourceOf } from "../case/source-of.js";
import { report, undo } from "../leave.js";
import type { SelectOptions } from "../options.js";
import { ASK_DISPLACED } from "../policy.js";
import { anyRandom } from "../random.js";
import { AnyOrder, type AskQueue, WrittenOrder } from "./ask-queue.js";
import { KeptResult } from "./kept-result.js";
import { LoopCase } from "./loop-case.js";
import { Rounds } from "./rounds.js";

// What the loop does when a case of it is claimed.
const IDLE = 0; // the claim comes from outside
const ASKING = 1; // a case that is asked meets another: no match, and the other goes back where it was
const ENTERING = 2; // a case completes while it enters, or code that it runs completes another

export class SelectLoop<C extends Cases> extends Source<Selected<C>> {
  private readonly cases: Map<string, LoopCase<Selected<C>>>;
  /** The order of the names as they were written, also of cases disabled then; what is added comes after them. */
  private readonly written: ReadonlyMap<string, number>;
  private added: number;
  /** Cases that may be ready. */
  private readonly toAsk: AskQueue<LoopCase<Selected<C>>>;
  /** Cases that this loop's own asking has pushed out of their sources, in that order. */
  private displaced: LoopCase<Selected<C>>[];
  private doing: number;
  private entering: LoopCase<Selected<C>> | null;
  /** What a case gave while it entered, or when the wait that it was asked for had been given up. */
  private readonly kept: KeptResult<Selected<C>>;
  private outer: Waiter<Selected<C>> | null;
  private closed: boolean;

  constructor(cases: C, options: SelectOptions) {
    super();
    const { biased, random = anyRandom } = options;
    checkFunction("the option random of a select", random);
    const isBiased = biased === true;
    this.cases = new Map();
    this.written = isBiased ? orderOf(cases) : UNORDERED;
    this.added = this.written.size;
    this.toAsk = isBiased ? new WrittenOrder() : new AnyOrder(random);
    this.displaced = [];
    this.doing = IDLE;
    this.entering = null;
    this.kept = new KeptResult();
    this.outer = null;
    this.closed = false;
    for (const name in cases) this.add(name, sourceOf(name, cases[name]));
  }

  poll(): Selected<C> | NotReady {
    if (this.kept.isFull()) return this.kept.take();
    if (this.closed) throw this.closedError();
    if (this.doing !== IDLE) return notReady; // the code of a case asks the loop that asks it
    let result: Selected<C> | NotReady;
    try {
      result = this.ask();
    } finally {
      this.serve(); // waits begun meanwhile by code that a case called
    }
    if (result === notReady && this.closed) throw this.closedError();
    return result;
  }

  subscribe(waiter: Waiter<Selected<C>>): void {
    if (this.closed) throw this.closedError();
    if (this.outer !== null) throw this.alreadyWaited();
    this.outer = waiter;
    this.serve();
  }

  unsubscribe(waiter: Waiter<Selected<C>>): void {
    if (this.outer === waiter) this.outer = null;
  }

  set(name: string, given: Case): void {
    if (this.closed) throw this.closedError();
    const source = sourceOf(name, given); // user code may run here
    const old = this.cases.get(name);
    this.add(name, source, old?.index);
    if (old !== undefined) this.drop(old);
    this.serve();
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    const { outer } = this;
    this.outer = null;
    this.toAsk.clear();
    this.displaced = [];
    for (const each of this.cases.values()) each.drop();
    if (outer !== null && claim(outer)) fail(outer, this.closedError());
  }

  [Symbol.dispose](): void {
    this.close();
  }

  [Symbol.asyncIterator](): AsyncIterator<Selected<C>, void, undefined> {
    return new Rounds(this);
  }

  get isClosed(): boolean {
    return this.closed;
  }

  override describe(): string {
    return `select loop of ${[...this.cases.keys()].join(", ") || "nothing"}`;
  }

  claim(claimed: LoopCase<Selected<C>>): Waiter<Selected<C>> | null {
    if (claimed === this.entering) return this.kept;
    const outer = this.doing === IDLE ? this.claimOuter() : null;
    if (this.doing === ASKING) this.displaced.push(claimed);
    else if (outer === null) this.toAsk.add(claimed);
    return outer;
  }

  private claimOuter(): Waiter<Selected<C>> | null {
    const { outer } = this;
    if (outer === null || !claim(outer)) return null;
    this.outer = null;
    return outer;
  }

  /** Asks those that may be ready until one is; enters those that are not. */
  private ask(): Selected<C> | NotReady {
    try {
      for (let again = ASK_DISPLACED; ; again--) {
        const result = this.askAll();
        if (result !== notReady || this.displaced.length === 0) return result;
        const back = this.askDisplaced(again > 0);
        if (back !== notReady) return back;
        if (this.displaced.length === 0 && this.toAsk.size === 0) return notReady;
      }
    } finally {
      this.doing = IDLE;
      for (const each of this.displaced) this.askLater(each);
      this.displaced = [];
    }
  }

  private askAll(): Selected<C> | NotReady {
    for (let next = this.toAsk.take(); next !== null; next = this.toAsk.take()) {
      const result = this.askOne(next);
      if (result !== notReady) return result;
    }
    return notReady;
  }

  /** Puts those that this asking has displaced back where they were, in their order. */
  private askDisplaced(isAskedAgain: boolean): Selected<C> | NotReady {
    const back = this.displaced.reverse();
    this.displaced = [];
    try {
      for (let next = back.pop(); next !== undefined; next = back.pop()) {
        // Asked, too, since code of the source that displaced it may have made it ready; but not for ever.
        const result = isAskedAgain ? this.askOne(next) : this.enter(next);
        if (result !== notReady) return result;
      }
    } finally {
      for (const each of back) this.askLater(each);
    }
    return notReady;
  }

  private askOne(asked: LoopCase<Selected<C>>): Selected<C> | NotReady {
    if (asked.isDropped) return notReady;
    this.doing = ASKING;
    let value: unknown;
    try {
      value = asked.source.poll(); // user code may run here
    } catch (error) {
      this.askLater(asked);
      throw error;
    }
    if (value === notReady) return this.enter(asked);
    this.askLater(asked);
    return { case: asked.name, value } as Selected<C>;
  }

  /** Enters a case with its source; returns what it gave meanwhile. */
  private enter(entered: LoopCase<Selected<C>>): Selected<C> | NotReady {
    if (entered.isDropped) return notReady; // by what its source ran when it was asked
    this.doing = ENTERING;
    this.entering = entered;
    entered.isEntered = true;
    try {
      entered.source.subscribe(entered); // user code may run here
    } catch (error) {
      this.refused(entered, error);
    } finally {
      this.entering = null;
    }
    if (entered.isDropped) entered.drop(); // it may have entered after it was left
    if (entered.isEntered) return notReady;
    this.askLater(entered);
    return this.kept.isFull() ? this.kept.take() : notReady;
  }

  /** A source that refuses fails the round; one that has given something all the same is reported. */
  private refused(entered: LoopCase<Selected<C>>, error: unknown): void {
    const isRefused = entered.isEntered;
    entered.isEntered = false;
    this.askLater(entered);
    undo(entered.source, entered);
    if (isRefused) throw error;
    report("subscribe", entered.source, error, entered);
  }

  askLater(asked: LoopCase<Selected<C>>): void {
    if (!asked.isDropped) this.toAsk.add(asked);
  }

  /** Gives the waiter, if there is one, what a case that may be ready has. */
  private serve(): void {
    if (this.outer === null || this.doing !== IDLE || this.toAsk.size === 0) return;
    let result: Selected<C> | NotReady;
    try {
      result = this.ask();
    } catch (error) {
      fail(this.claimOuter() ?? this.kept, error); // the next round gets it
      return;
    }
    if (result !== notReady) deliver(this.claimOuter() ?? this.kept, result);
  }

  private add(name: string, source: Source<unknown> | null, earlier?: number): void {
    if (source === null) {
      this.cases.delete(name);
      return;
    }
    const index = this.written.get(name) ?? earlier ?? this.added++;
    const added = new LoopCase<Selected<C>>(this, name, index, source);
    this.cases.set(name, added);
    this.toAsk.add(added);
  }

  private drop(dropped: LoopCase<Selected<C>>): void {
    this.toAsk.remove(dropped);
    dropped.drop();
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
