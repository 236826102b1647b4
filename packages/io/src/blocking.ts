/**
 * A place for code that blocks: where it runs is the choice of a pool; without one, on this thread. See
 * docs/decisions/0243-blocking.md.
 */
import { AsyncResource } from "node:async_hooks";
import { currentScheduler, type EventLoop, type Source } from "@mailslot/core";
import { badArgument, checkFunction, checkKind, isReadable } from "@mailslot/core/engine";
import { checkOptions, nameOf } from "./source/argument.js";
import { type Attempt, ColdOperation } from "./source/cold-operation.js";
import { Fifo } from "./source/fifo.js";

/**
 * Runs functions that block. A pool over threads takes functions that it knows by name, and arguments that can be copied;
 * whatever it is, it runs each function once, and is told when nothing waits any longer.
 */
export interface BlockingPool {
  /** Begins to run `fn`; says how it went, once, in a later turn. Returns what gives it up, if it has not begun. */
  run<A extends readonly unknown[], R>(fn: (...args: A) => R, args: A, done: BlockingResult<R>): () => void;
}

/** Where a pool says how it went. */
export interface BlockingResult<R> {
  /** Completes the wait with what the function returned. */
  completed(value: R): void;
  /** Fails the wait with the error that the function threw. */
  failed(error: unknown): void;
}

/** How to run code that blocks. */
export interface BlockingOptions<A extends readonly unknown[] = readonly unknown[]> {
  /** The arguments of the function. Default: none. */
  readonly args?: A;
  /** Where it runs; by default on this thread. */
  readonly pool?: BlockingPool;
  /** Gives it up, if it has not begun, when it aborts; the wait fails with CancelledError. Default: none. */
  readonly signal?: AbortSignal;
}

/**
 * Runs code that blocks, when waited on: `yield* blocking(() => readFileSync(path))`. Every wait gets what it
 * returns, or the error it throws. Given up before it has begun, it is not run.
 *
 * On one thread it blocks that thread, tasks, timers and I/O alike, as long as it takes: it runs in a turn of its own,
 * after the I/O that has come and the tasks that are runnable (for a slice of time, when they go on longer), and what waits
 * after it has its turn before the next such function. A {@link BlockingPool} moves it elsewhere.
 *
 * @example
 * ```ts
 * import { go } from "@mailslot/core";
 * import { blocking } from "@mailslot/io";
 *
 * const fib = (n: number): number => (n < 2 ? n : fib(n - 1) + fib(n - 2));
 * await go(function* () {
 *   console.log(yield* blocking(fib, { args: [10] })); // 55
 * });
 * ```
 */
export function blocking<A extends readonly unknown[], R>(
  fn: (...args: A) => R,
  options: BlockingOptions<A> = {},
): Source<R> {
  checkFunction("the function given to blocking", fn);
  checkOptions("blocking", options, "blocking(fn, { args: [1] })");
  const { args = [] as unknown as A, pool, signal } = options;
  if (!isReadable(args) || !Array.isArray(args)) throw badArgument("the args of blocking", args, "a list");
  if (pool !== undefined) checkKind("the pool of blocking", pool, "run", "an object with a method run()");
  const scheduler = currentScheduler();
  return new ColdOperation<R>(scheduler, {
    what: `blocking(${nameOf(fn, "a function")})`,
    signal,
    begin: (attempt) =>
      pool === undefined ? ownTurnOf(scheduler.loop).run(fn, args, attempt) : runIn(pool, fn, args, attempt),
    discard: () => undefined,
  });
}

/** A pool that returns nothing cannot give up what it runs. */
function runIn<A extends readonly unknown[], R>(
  pool: BlockingPool,
  fn: (...args: A) => R,
  args: A,
  attempt: Attempt<R>,
): () => void {
  const giveUp: unknown = pool.run(fn, args, attempt); // user code runs here
  return typeof giveUp === "function" ? (giveUp as () => void) : () => undefined;
}

interface Entry {
  /** Null once it is given up. */
  call: (() => void) | null;
  isWanted(): boolean;
}

/** One function after the other, each in a phase of its own of an event loop. */
class OwnTurn {
  private readonly loop: EventLoop;
  private readonly waiting: Fifo<Entry>;
  private scheduled: boolean;

  constructor(loop: EventLoop) {
    this.loop = loop;
    this.waiting = new Fifo();
    this.scheduled = false;
  }

  run<A extends readonly unknown[], R>(fn: (...args: A) => R, args: A, attempt: Attempt<R>): () => void {
    // It runs in the context of whoever waits for it, not in one of those that run before it.
    const inContext = AsyncResource.bind(() => call(fn, args, attempt));
    const entry: Entry = { call: inContext, isWanted: () => attempt.isWanted() };
    this.waiting.push(entry);
    this.schedule();
    return () => {
      entry.call = null;
    };
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    // The second: a turn of the scheduler that waits for the poll comes after the first.
    this.loop.afterPoll(() => this.loop.afterPoll(() => this.turn()));
  }

  private turn(): void {
    this.scheduled = false;
    this.next()?.();
    if (this.waiting.length > 0) this.schedule();
  }

  /** Returns the first call that is wanted; those whose waits are over wait in line until they are given up or wanted again. */
  private next(): (() => void) | null {
    for (let remaining = this.waiting.length; remaining > 0; remaining--) {
      const entry = this.waiting.shift() as Entry;
      if (entry.call === null) continue;
      if (entry.isWanted()) return entry.call;
      this.waiting.push(entry);
    }
    return null;
  }
}

function call<A extends readonly unknown[], R>(fn: (...args: A) => R, args: A, attempt: Attempt<R>): void {
  let value: R;
  try {
    value = fn(...args); // user code runs here, and blocks
  } catch (error) {
    attempt.failed(error);
    return;
  }
  attempt.completed(value);
}

const ownTurns: WeakMap<EventLoop, OwnTurn> = /* @__PURE__ */ new WeakMap();

function ownTurnOf(loop: EventLoop): OwnTurn {
  let turn = ownTurns.get(loop);
  if (turn === undefined) {
    turn = new OwnTurn(loop);
    ownTurns.set(loop, turn);
  }
  return turn;
}
