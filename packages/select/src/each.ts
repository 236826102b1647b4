/**
 * The loop form of select: it keeps its cases entered between rounds, so that an event costs the same with two sources
 * and with a thousand.
 *
 * Invariants: outside `poll`, each case is either entered with its source or in `unsure`; while somebody waits on the
 * loop, `unsure` is empty. A case refuses to be claimed while nobody waits, which loses nothing, and is unsure then.
 */
import { type NotReady, notReady, Source, UsageError, type Waiter } from "@mailslot/core";
import { type Cases, type Selected, sourceOf } from "./cases.js";
import { anyRandom, type Random } from "./random.js";
import type { SelectOptions } from "./select.js";

/** A select that is waited on again and again, by one task at a time. Asynchronously iterable, until closed. */
export interface SelectEach<C extends Cases> extends Source<Selected<C>>, AsyncIterable<Selected<C>>, Disposable {
  /** Leaves every source. Whoever waits on the loop waits on nothing then: close it when nobody does. */
  close(): void;
}

class SelectLoop<C extends Cases> extends Source<Selected<C>> implements SelectEach<C> {
  private readonly cases: LoopCase<C>[];
  private readonly random: Random | null;
  /** Cases that may be ready, and must be asked. */
  private unsure: LoopCase<C>[];
  /** Cases that this loop's own asking has pushed out of their sources. */
  private displaced: LoopCase<C>[];
  private asking: boolean;
  private outer: Waiter<Selected<C>> | null;

  constructor(cases: C, options: SelectOptions) {
    super();
    this.cases = [];
    for (const name in cases) {
      const source = sourceOf(name, cases[name]);
      if (source !== null) this.cases.push(new LoopCase(this, name, this.cases.length, source));
    }
    this.random = options.biased === true ? null : (options.random ?? anyRandom);
    this.unsure = [...this.cases];
    this.displaced = [];
    this.asking = false;
    this.outer = null;
  }

  poll(): Selected<C> | NotReady {
    this.asking = true;
    try {
      return this.ask();
    } finally {
      this.asking = false;
      this.unsure.push(...this.displaced);
      this.displaced = [];
    }
  }

  subscribe(waiter: Waiter<Selected<C>>): void {
    if (this.outer !== null) {
      throw new UsageError(
        "ERR_MAILSLOT_ARGUMENT",
        `two tasks wait on one ${this.describe()}: give each a loop of its own`,
      );
    }
    this.outer = waiter;
  }

  unsubscribe(waiter: Waiter<Selected<C>>): void {
    if (this.outer === waiter) this.outer = null;
  }

  close(): void {
    for (const entered of this.cases) entered.source.unsubscribe(entered);
    this.unsure = [];
    this.outer = null;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Selected<C>, void, undefined> {
    try {
      for (;;) yield await this.round();
    } finally {
      this.close();
    }
  }

  private round(): Source<Selected<C>> {
    return this;
  }

  override describe(): string {
    return `select loop of ${this.cases.map(({ name }) => name).join(", ") || "nothing"}`;
  }

  claim(claimed: LoopCase<C>): Waiter<Selected<C>> | null {
    if (this.asking) {
      this.displaced.push(claimed);
      return null;
    }
    const { outer } = this;
    this.unsure.push(claimed);
    if (outer === null || !outer.claim()) return null;
    this.outer = null;
    return outer;
  }

  /** Asks those that may be ready until one is; enters those that are not. */
  private ask(): Selected<C> | NotReady {
    while (this.unsure.length > 0) {
      const asked = this.takeUnsure();
      this.unsure.push(asked); // if it gives a value, or fails, it is asked again next time
      const value = asked.source.poll();
      if (value !== notReady) return { case: asked.name, value } as Selected<C>;
      this.unsure.pop();
      asked.source.subscribe(asked);
    }
    // Nothing has happened, so those that this asking itself has displaced have nothing either.
    for (const displaced of this.displaced) displaced.source.subscribe(displaced);
    this.displaced = [];
    return notReady;
  }

  private takeUnsure(): LoopCase<C> {
    const { unsure } = this;
    let position = 0;
    if (this.random !== null) position = this.random(unsure.length);
    else for (let n = 1; n < unsure.length; n++) if (at(unsure, n).index < at(unsure, position).index) position = n;
    const taken = at(unsure, position);
    const last = unsure.pop() as LoopCase<C>;
    if (last !== taken) unsure[position] = last;
    return taken;
  }
}

function at<T>(items: readonly T[], index: number): T {
  return items[index] as T;
}

class LoopCase<C extends Cases> implements Waiter<unknown> {
  after: Waiter | null;
  before: Waiter | null;
  readonly name: string;
  readonly index: number;
  readonly source: Source<unknown>;
  private readonly loop: SelectLoop<C>;
  private outer: Waiter<Selected<C>> | null;

  constructor(loop: SelectLoop<C>, name: string, index: number, source: Source<unknown>) {
    this.after = null;
    this.before = null;
    this.name = name;
    this.index = index;
    this.source = source;
    this.loop = loop;
    this.outer = null;
  }

  claim(): boolean {
    this.outer = this.loop.claim(this);
    return this.outer !== null;
  }

  deliver(value: unknown): void {
    this.outer?.deliver({ case: this.name, value } as Selected<C>);
  }

  fail(error: unknown): void {
    this.outer?.fail(error);
  }
}

/**
 * Makes a select to be waited on again and again: `const events = selectEach({ … })`, then `yield* events` in a loop, or
 * `for await`. It stays entered with its sources between rounds, so a round costs the same with two sources and with a
 * thousand. Close it at the end (`using` does). Cases, fairness and failures are as in {@link select}.
 */
export function selectEach<const C extends Cases>(
  cases: C,
  options: Omit<SelectOptions, "otherwise"> = {},
): SelectEach<C> {
  return new SelectLoop(cases, options);
}
