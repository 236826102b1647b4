/**
 * Select: one wait over many sources, of which exactly one completes. See docs/decisions/0200-select.md.
 *
 * Invariants: `items` holds names and sources by turns, in the order of the cases with `biased`, else in any.
 */
import { type NotReady, notReady, Source, UsageError, type Waiter } from "@mailslot/core";
import { actsWhenMade, checkFunction, checkOptions } from "@mailslot/core/engine";
import { countBriefWait, isBriefWaitDue, Passing, waitBriefly } from "./brief-wait.js";
import { type Cases, checkCases, type Selected } from "./case/cases.js";
import { sourceOf } from "./case/source-of.js";
import { leave } from "./leave.js";
import type { OptionsFor, Otherwise, SelectOptions } from "./options.js";
import { anyRandom, draw, type Random } from "./random.js";
import { Selection } from "./selection.js";

const OTHERWISE: Otherwise = { case: "otherwise", value: undefined };

class Select<C extends Cases> extends Source<Selected<C>> {
  /** The enabled cases: a name, its source, the next name, … One array, as most selects are made for one wait. */
  private readonly items: (string | Source<unknown>)[];
  private readonly random: Random | null;
  private readonly idle: Otherwise | NotReady;
  /** Whether a case was at work before, and is undone by leaving it, as a send that waits for room is. */
  private sends: boolean;
  /** Whether `items` must stay in their order, since they are being gone through. */
  private busy: boolean;
  /** The wait on this select; a map of them only when there are several. */
  private waiting: Selection<C> | Map<Waiter<Selected<C>>, Selection<C>> | null;

  constructor(cases: C, options: SelectOptions) {
    super();
    const { otherwise, biased, random = anyRandom } = options;
    if (otherwise === true && "otherwise" in cases) throw ambiguous();
    checkFunction("the option random of a select", random);
    this.sends = false;
    this.items = this.itemsOf(cases);
    this.random = biased === true ? null : random;
    this.idle = otherwise === true ? OTHERWISE : notReady;
    this.busy = false;
    this.waiting = null;
    if (this.items.length === 0 && this.idle === notReady) throw nothingToWaitFor();
  }

  poll(): Selected<C> | NotReady {
    return this.sends ? this.pollSends() : this.ask();
  }

  /** What was at work is undone when another case is taken, or fails, or none is to be waited for. */
  private pollSends(): Selected<C> | NotReady {
    let result: Selected<C> | NotReady | null = null;
    try {
      result = this.ask();
      return result;
    } finally {
      if (result !== notReady) this.withdrawSends();
    }
  }

  private ask(): Selected<C> | NotReady {
    const { items, random } = this;
    const { length } = items;
    if (random !== null && length > 4 && !this.busy) return this.pollInAnyOrder(random);
    const first = length === 4 && random !== null && draw(random, 2) === 1 ? 2 : 0;
    for (let n = first, remaining = length; remaining > 0; remaining -= 2) {
      const value = (items[n + 1] as Source<unknown>).poll(); // user code may run here
      if (value !== notReady) {
        if (isBriefWaitDue()) this.waitBrieflyOn(first, n);
        return { case: items[n], value } as Selected<C>;
      }
      n = n + 2 < length ? n + 2 : 0;
    }
    return this.idle as Selected<C> | NotReady;
  }

  /** Shuffles the cases as far as it asks them, so that of those that are ready each is as likely (Fisher and Yates). */
  private pollInAnyOrder(random: Random): Selected<C> | NotReady {
    const { items } = this;
    this.busy = true;
    try {
      for (let n = 0; n < items.length; n += 2) {
        this.swap(n, n + 2 * draw(random, (items.length - n) >> 1));
        const value = (items[n + 1] as Source<unknown>).poll(); // user code may run here
        if (value !== notReady) {
          const result = { case: items[n], value } as Selected<C>;
          if (isBriefWaitDue()) this.waitBrieflyOn(0, n);
          return result;
        }
      }
    } finally {
      this.busy = false;
    }
    return this.idle as Selected<C> | NotReady;
  }

  /** Waits briefly on the cases from `first` to that before `last`, which were asked and not ready. */
  private waitBrieflyOn(first: number, last: number): void {
    if (first === last) return;
    countBriefWait();
    const asked: Source<unknown>[] = [];
    for (let n = first; n !== last; n = n + 2 < this.items.length ? n + 2 : 0) {
      asked.push(this.items[n + 1] as Source<unknown>);
    }
    for (const source of asked) waitBriefly(source);
  }

  private swap(n: number, other: number): void {
    const { items } = this;
    const [name, source] = [items[n], items[n + 1]] as [string, Source<unknown>];
    items[n] = items[other] as string;
    items[n + 1] = items[other + 1] as Source<unknown>;
    items[other] = name;
    items[other + 1] = source;
  }

  subscribe(waiter: Waiter<Selected<C>>): void {
    const { items, random, busy } = this;
    const selection = new Selection<C>(this, waiter);
    this.remember(waiter, selection);
    this.busy = true;
    try {
      // More than two were shuffled when they were asked.
      selection.enter(items, items.length === 4 && random !== null && random(2) === 1 ? 2 : 0);
    } finally {
      this.busy = busy;
      if (this.sends && selection.isOver) this.withdrawSends(); // those that it did not come to enter
    }
  }

  unsubscribe(waiter: Waiter<Selected<C>>): void {
    const { waiting } = this;
    const selection = waiting instanceof Map ? waiting.get(waiter) : waiting;
    if (selection?.outer === waiter) selection.giveUp();
    else if (this.sends && waiting === null) this.withdrawSends();
  }

  /** Whether it is undone by leaving it without having waited: a send among its cases is. */
  get actsWhenMade(): boolean {
    return this.sends;
  }

  forget(selection: Selection<C>): void {
    const { waiting } = this;
    if (waiting === selection) this.waiting = null;
    else if (waiting instanceof Map && waiting.get(selection.outer) === selection) waiting.delete(selection.outer);
  }

  /** Keeps a selection whose waiter has refused, and will ask again or leave. */
  keep(selection: Selection<C>): void {
    this.remember(selection.outer, selection);
  }

  private remember(waiter: Waiter<Selected<C>>, selection: Selection<C>): void {
    const { waiting } = this;
    if (waiting === null) this.waiting = selection;
    else if (waiting instanceof Map) {
      waiting.get(waiter)?.giveUp(); // one that was kept
      waiting.set(waiter, selection);
    } else if (waiting.outer === waiter) {
      waiting.giveUp();
      this.waiting = selection;
    } else {
      this.waiting = new Map([
        [waiting.outer, waiting],
        [waiter, selection],
      ]);
    }
  }

  private itemsOf(cases: Cases): (string | Source<unknown>)[] {
    let count = 0;
    for (const _ in cases) count++;
    const items = new Array<string | Source<unknown>>(2 * count);
    let n = 0;
    for (const name in cases) {
      const given = cases[name];
      const source = sourceOf(name, given);
      if (source === null) continue;
      if (source === given && actsWhenMade(source)) this.sends = true;
      items[n++] = name;
      items[n++] = source;
    }
    if (n < items.length) items.length = n;
    return items;
  }

  /** Withdraws the sends that were made before; to the one that was taken, if any, nothing happens. */
  private withdrawSends(): void {
    for (let n = 1; n < this.items.length; n += 2) {
      const source = this.items[n] as Source<unknown>;
      if (actsWhenMade(source)) leave(source, new Passing());
    }
  }

  override describe(): string {
    return `select of ${this.items.filter((item) => typeof item === "string").join(", ") || "nothing"}`;
  }
}

function nothingToWaitFor(): UsageError {
  return new UsageError(
    "ERR_MAILSLOT_ARGUMENT",
    "no case of a select is enabled, so it would wait for ever: enable one, or give { otherwise: true }",
  );
}

function ambiguous(): UsageError {
  return new UsageError(
    "ERR_MAILSLOT_ARGUMENT",
    "a case of a select with { otherwise: true } is named otherwise, as the result without any: give the case another name",
  );
}

const NO_OPTIONS: SelectOptions = {};

/**
 * Waits for the first of several cases. Exactly one completes; the others keep their values and leave nothing behind, and
 * a select that is cancelled takes nothing. Each of those that are ready is equally likely to be taken; with `biased` it is
 * the first one written. A case that fails fails the select: to see the end of a channel as a value, write
 * `orClosed(ch.recv(), end)`. Throws `ERR_MAILSLOT_ARGUMENT` when a case is not a source, when all are disabled and there
 * is no `otherwise`, or when there is and a case has that name.
 *
 * A select acts each time it is waited on. For many sources and many rounds, {@link selectEach} costs less.
 *
 * @example
 * ```ts
 * import { channel, go, sleep } from "@mailslot/core";
 * import { select } from "@mailslot/select";
 *
 * const requests = channel<string>();
 * const server = go(function* () {
 *   for (;;) {
 *     const event = yield* select({ request: requests, idle: sleep(20) });
 *     if (event.case === "idle") return "idle";
 *     console.log(event.value.toUpperCase()); // HELLO: event.value is a string
 *   }
 * });
 * requests.send("hello");
 * console.log(await server); // idle
 * ```
 */
export function select<const C extends Cases>(
  cases: C,
  options?: SelectOptions & { readonly otherwise?: false },
): Source<Selected<C>>;
export function select<const C extends Cases>(cases: C, options: OptionsFor<C>): Source<Selected<C> | Otherwise>;
export function select<const C extends Cases>(
  cases: C,
  options: SelectOptions = NO_OPTIONS,
): Source<Selected<C> | Otherwise> {
  if (options !== NO_OPTIONS) checkOptions("select()", options);
  checkCases(cases);
  return new Select(cases, options);
}
