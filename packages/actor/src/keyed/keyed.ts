/**
 * Actors by key: the actor of a key is started by the first message to it, and drains when none has come for long. See
 * docs/decisions/0311-keyed-actors.md.
 *
 * Invariants: a key has at most one actor that has not exited, and that is in `running`; one that does not drain has a timer.
 */
import { currentScheduler, mapped, type Scheduler, type Source, type Steps, type Task, watchEnd } from "@mailslot/core";
import { badArgument, checkOptions, show } from "@mailslot/core/engine";
import { drain } from "../actor/drain.js";
import type { Definition } from "../definition/definition.js";
import type { Whereabouts } from "../lasting/lasting-actor.js";
import { lasting } from "../lasting/named.js";
import type { AnyRef, Ref } from "../ref/ref.js";
import { coreOf, exitOf, spawnWith } from "../spawn.js";
import { startQuietTimer } from "../timers/quiet-timer.js";
import { type ServeOptions, Serving } from "./serving.js";

/** How actors by key live. */
export interface KeyedOptions<K> {
  /** Milliseconds without a message after which an actor drains and ends. Default: 60,000; Infinity for never. */
  readonly idle?: number;
  /** Is told of each actor that has failed. The next message to its key starts another. Default: the failure is reported as unseen. */
  readonly onFailure?: (error: unknown, key: K) => void;
  /** Where the actors run. Default: the scheduler of the running task, else the default one. */
  readonly scheduler?: Scheduler;
}

/** Actors of one definition, one for each key. */
export interface Keyed<K, R> extends AsyncDisposable {
  /** How many actors there are now. */
  readonly size: number;
  /**
   * Returns a ref of the actor with this key, which lives or is started by the first message. Keep it as long as you like: it leads to
   * whatever actor has the key. Throws nothing; what the start throws is thrown where the message is sent, or fails the ask.
   */
  of(key: K): Ref<R>;
  /** Returns the keys that have an actor now. */
  keys(): K[];
  /**
   * Returns a task that stands for all of them, as a child of a supervisor: `{ id: "accounts", start: () => accounts.serve(), shutdown: 10_000 }`. When it is
   * cancelled they drain as by `stop`, and it ends when all have ended; messages are taken again when another is made. With an `intensity`,
   * as supervisors have, it drains and fails with `ERR_MAILSLOT_RESTART_INTENSITY` when too many of them have failed. Have
   * one at a time. Throws `ERR_MAILSLOT_ARGUMENT`.
   */
  serve(options?: ServeOptions): Task<void>;
  /** Lets all actors drain, and takes no more messages; completes when all have ended. */
  stop(): Source<void>;
}

/**
 * Makes actors by key, which start when they are needed: `start` makes the arguments of the definition's `state` from a key, by default
 * the key alone. An actor to which no message has been sent for `idle` ms, and which handles none, drains: its `stopped` can save its state.
 * A message that comes meanwhile waits for the end, and starts the next, so none is lost. Send by `of(key)` alone: what is
 * sent to `ctx.self` does not keep an actor from draining, and is refused while it does. Idle actors do not keep the program alive: call `stop`
 * before it ends, if `stopped` saves something.
 *
 * @example
 * ```ts
 * import { defineActor, keyed } from "@mailslot/actor";
 *
 * const saved = new Map<string, number>();
 * const Account = defineActor("account", {
 *   state: (owner: string) => ({ owner, balance: saved.get(owner) ?? 0 }),
 *   receive: {
 *     deposit: (ctx, amount: number) => (ctx.state.balance += amount),
 *   },
 *   stopped: (ctx) => void saved.set(ctx.state.owner, ctx.state.balance),
 * });
 * const accounts = keyed(Account, (owner: string) => [owner], { idle: 10 });
 * console.log(await accounts.of("ada").ask.deposit(5)); // 5
 * await new Promise((resolve) => setTimeout(resolve, 50));
 * console.log(accounts.size, saved.get("ada")); // 0 5
 * console.log(await accounts.of("ada").ask.deposit(2)); // 7
 * await accounts.stop();
 * ```
 */
export function keyed<K, A extends readonly unknown[], R>(
  definition: Definition<A, R>,
  start: (key: K) => readonly [...A],
  options: KeyedOptions<K> = {},
): Keyed<K, R> {
  checkOptions("keyed()", options);
  if (typeof start !== "function")
    throw badArgument("the start of keyed()", start, "a function of a key: (id) => [id]");
  const { idle = 60_000 } = options;
  if (!(typeof idle === "number" && idle > 0)) throw badArgument("idle", idle, "milliseconds above 0, or Infinity");
  return new KeyedActors<K, A, R>(definition, start as (key: K) => A, idle, options);
}

/** The actor of a key, until it has exited. */
interface Running {
  readonly ref: AnyRef;
  /** When it was sent a message last. */
  usedAt: number;
  stopTimer: (() => void) | null;
  /** Those that wait for its end. */
  readonly backs: Set<() => void>;
}

class KeyedActors<K, A extends readonly unknown[], R> implements Keyed<K, R> {
  private readonly definition: Definition<A, R>;
  private readonly start: (key: K) => A;
  private readonly idle: number;
  private readonly options: KeyedOptions<K>;
  private readonly scheduler: Scheduler;
  private readonly running: Map<K, Running>;
  /** The task that stands for them; null when there has been none. */
  private serving: Serving | null;
  isOver: boolean;

  constructor(definition: Definition<A, R>, start: (key: K) => A, idle: number, options: KeyedOptions<K>) {
    this.definition = definition;
    this.start = start;
    this.idle = idle;
    this.options = options;
    this.scheduler = options.scheduler ?? currentScheduler();
    this.running = new Map();
    this.serving = null;
    this.isOver = false;
  }

  get size(): number {
    return this.running.size;
  }

  keys(): K[] {
    return [...this.running.keys()];
  }

  of(key: K): Ref<R> {
    const { scheduler } = this;
    const name = `${this.definition.name} ${show(key)}`;
    return lasting(this.definition, name, new Place(this, key), { scheduler, keep: Number.POSITIVE_INFINITY });
  }

  stop(): Source<void> {
    this.close();
    return mapped(this.scheduler.go(this.ends()), () => undefined);
  }

  serve(options: ServeOptions = {}): Task<void> {
    const { definition, scheduler } = this;
    const serving = new Serving(
      { scheduler, name: definition.name, close: () => this.close(), ends: () => this.ends()() },
      options,
    );
    this.isOver = false;
    this.serving = serving;
    return serving.task;
  }

  private close(): void {
    this.isOver = true;
    for (const { ref } of this.running.values()) drain(ref);
  }

  private ends(): () => Steps<void> {
    const refs = [...this.running.values()].map(({ ref }) => ref);
    return function* stopKeyed() {
      for (const ref of refs) yield* exitOf(ref);
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  /** Returns the actor of a key, if there is one. */
  present(key: K): AnyRef | null {
    return this.running.get(key)?.ref ?? null;
  }

  /** Returns the actor of a key, which is started unless another has still to end. */
  demand(key: K): AnyRef | null {
    const running = this.running.get(key);
    if (running === undefined) return this.isOver ? null : this.begin(key);
    running.usedAt = this.scheduler.loop.now();
    return running.ref;
  }

  whenBack(key: K, back: () => void): () => void {
    const backs = this.running.get(key)?.backs;
    backs?.add(back);
    return () => backs?.delete(back);
  }

  private begin(key: K): AnyRef {
    const { scheduler } = this;
    const ref: AnyRef = spawnWith({ scheduler }, this.definition, ...this.start(key)); // user code runs here
    const running: Running = { ref, usedAt: scheduler.loop.now(), stopTimer: null, backs: new Set() };
    this.running.set(key, running);
    watchEnd(coreOf(ref), {
      ended: (outcome) => {
        running.stopTimer?.();
        this.running.delete(key);
        for (const back of running.backs) back();
        if (outcome.status !== "failed") return false;
        this.serving?.failed(outcome.error, scheduler.loop.now());
        if (this.options.onFailure === undefined) return false;
        this.options.onFailure(outcome.error, key); // user code runs here
        return true;
      },
    });
    if (this.idle !== Number.POSITIVE_INFINITY) this.look(running, this.idle);
    return ref;
  }

  /** Lets an actor drain that is idle by then. */
  private look(running: Running, ms: number): void {
    const { loop } = this.scheduler;
    running.stopTimer = startQuietTimer(loop, ms, () => {
      running.stopTimer = null;
      const rest = running.usedAt + this.idle - loop.now();
      if (rest > 0 || running.ref.load > 0) this.look(running, rest > 0 ? rest : this.idle);
      else drain(running.ref, "normal");
    });
  }
}

/** Where the actor of one key is. */
class Place<K> implements Whereabouts {
  private readonly actors: {
    readonly isOver: boolean;
    present(key: K): AnyRef | null;
    demand(key: K): AnyRef | null;
    whenBack(key: K, back: () => void): () => void;
  };
  private readonly key: K;

  constructor(actors: Place<K>["actors"], key: K) {
    this.actors = actors;
    this.key = key;
  }

  get isOver(): boolean {
    return this.actors.isOver;
  }

  present(): AnyRef | null {
    return this.actors.present(this.key);
  }

  demand(): AnyRef | null {
    return this.actors.demand(this.key);
  }

  whenBack(back: () => void): () => void {
    return this.actors.whenBack(this.key, back);
  }
}
