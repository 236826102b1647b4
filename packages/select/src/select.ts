/**
 * Select: one wait over many sources, of which exactly one completes.
 *
 * Invariants: a selection is done at most once, by the case that claims it; from then on no case of it stands in any
 * list of waiters. While nothing is ready, every enabled case stands in the list of its source.
 */
import { type NotReady, notReady, Source, type Waiter } from "@mailslot/core";
import { type Cases, type Selected, sourceOf } from "./cases.js";
import { anyRandom, type Random } from "./random.js";

/** How to select. */
export interface SelectOptions {
  /** Tries the cases in the order they are written, instead of fairly at random. */
  readonly biased?: boolean;
  /** Where to take chances from; by default at random. See {@link seededRandom}. */
  readonly random?: Random;
  /** With true the select never waits: when no case is ready, it completes with the case `otherwise`. */
  readonly otherwise?: boolean;
}

/** What a select with `otherwise` may complete with as well. */
export interface Otherwise {
  readonly case: "otherwise";
  readonly value: undefined;
}

const OTHERWISE: Otherwise = { case: "otherwise", value: undefined };

class Select<C extends Cases> extends Source<Selected<C>> {
  private readonly names: string[];
  private readonly sources: Source<unknown>[];
  private readonly random: Random | null;
  private readonly idle: Otherwise | NotReady;
  private readonly selections: Map<Waiter<Selected<C>>, Selection<C>>;

  constructor(cases: C, options: SelectOptions) {
    super();
    this.names = [];
    this.sources = [];
    for (const name in cases) {
      const source = sourceOf(name, cases[name]);
      if (source === null) continue;
      this.names.push(name);
      this.sources.push(source);
    }
    this.random = options.biased === true ? null : (options.random ?? anyRandom);
    this.idle = options.otherwise === true ? OTHERWISE : notReady;
    this.selections = new Map();
  }

  poll(): Selected<C> | NotReady {
    const count = this.sources.length;
    const first = this.random === null || count === 0 ? 0 : this.random(count);
    for (let n = 0; n < count; n++) {
      const index = first + n < count ? first + n : first + n - count;
      const value = (this.sources[index] as Source<unknown>).poll();
      if (value !== notReady) return this.selected(index, value);
    }
    return this.idle as Selected<C> | NotReady;
  }

  subscribe(waiter: Waiter<Selected<C>>): void {
    const selection = new Selection(this, this.sources, waiter);
    this.selections.set(waiter, selection);
    selection.enter();
  }

  unsubscribe(waiter: Waiter<Selected<C>>): void {
    this.selections.get(waiter)?.leave(null);
    this.selections.delete(waiter);
  }

  forget(waiter: Waiter<Selected<C>>): void {
    this.selections.delete(waiter);
  }

  selected(index: number, value: unknown): Selected<C> {
    return { case: this.names[index], value } as Selected<C>;
  }

  override describe(): string {
    return `select of ${this.names.join(", ") || "nothing"}`;
  }
}

/** One wait on a select. */
class Selection<C extends Cases> {
  private readonly select: Select<C>;
  private readonly sources: readonly Source<unknown>[];
  private readonly outer: Waiter<Selected<C>>;
  private readonly cases: CaseWaiter<C>[];
  private done: boolean;

  constructor(select: Select<C>, sources: readonly Source<unknown>[], outer: Waiter<Selected<C>>) {
    this.select = select;
    this.sources = sources;
    this.outer = outer;
    this.cases = sources.map((_, index) => new CaseWaiter(this, index));
    this.done = false;
  }

  enter(): void {
    for (const waiter of this.cases) {
      if (this.done) return; // a source completed its case while it was entered
      (this.sources[waiter.index] as Source<unknown>).subscribe(waiter);
    }
  }

  /** Takes every case out of the list of its source; but for the winner, which its source has taken out. */
  leave(winner: CaseWaiter<C> | null): void {
    this.done = true;
    for (const waiter of this.cases) {
      if (waiter !== winner) (this.sources[waiter.index] as Source<unknown>).unsubscribe(waiter);
    }
  }

  claim(winner: CaseWaiter<C>): boolean {
    if (this.done || !this.outer.claim()) return false;
    this.leave(winner);
    this.select.forget(this.outer);
    return true;
  }

  deliver(index: number, value: unknown): void {
    this.outer.deliver(this.select.selected(index, value));
  }

  fail(error: unknown): void {
    this.outer.fail(error);
  }
}

class CaseWaiter<C extends Cases> implements Waiter<unknown> {
  after: Waiter | null;
  before: Waiter | null;
  readonly index: number;
  private readonly selection: Selection<C>;

  constructor(selection: Selection<C>, index: number) {
    this.after = null;
    this.before = null;
    this.index = index;
    this.selection = selection;
  }

  claim(): boolean {
    return this.selection.claim(this);
  }

  deliver(value: unknown): void {
    this.selection.deliver(this.index, value);
  }

  fail(error: unknown): void {
    this.selection.fail(error);
  }
}

/**
 * Waits for the first of several cases. Exactly one completes; the others keep their values and leave nothing behind, and
 * a select that is cancelled takes nothing. Of several that are ready one is taken fairly at random, or the first with
 * `biased`. A case that fails fails the select: to see the end of a channel as a value, write `orClosed(ch.recv(), end)`.
 *
 * ```ts
 * const event = yield* select({ request: requests, stop: stopped, tick: interval(1_000), late: sleep(5_000) });
 * switch (event.case) { case "request": event.value; } // typed per case
 * ```
 *
 * Select acts when waited on, each time anew. For many sources and many rounds, {@link selectEach} costs less.
 */
export function select<const C extends Cases>(
  cases: C,
  options: SelectOptions & { readonly otherwise: true },
): Source<Selected<C> | Otherwise>;
export function select<const C extends Cases>(cases: C, options?: SelectOptions): Source<Selected<C>>;
export function select<const C extends Cases>(cases: C, options: SelectOptions = {}): Source<Selected<C> | Otherwise> {
  return new Select(cases, options);
}
