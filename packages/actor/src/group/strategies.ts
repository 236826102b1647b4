/** Strategies: which of several actors a message goes to. See docs/decisions/0304-routers.md. */
import { checkFunction, hash } from "@mailslot/core/engine";
import { ActorUsageError } from "../errors.js";
import type { AnyRef } from "../ref/ref.js";

/** Chooses one of `workers`, of which there is at least one and all live, for a message. */
export type Routing = (workers: readonly AnyRef[], message: string, args: readonly unknown[]) => AnyRef;

/** Remembers whose turn it was, also when workers come and go. */
class Turns {
  private order: readonly AnyRef[];
  /** The index in `order` of the worker chosen last. */
  private last: number;

  constructor() {
    this.order = [];
    this.last = -1;
  }

  /** Returns `workers`, those whose turn it is first. */
  from(workers: readonly AnyRef[]): readonly AnyRef[] {
    const start = this.next(workers);
    return start === 0 ? workers : [...workers.slice(start), ...workers.slice(0, start)];
  }

  /** Notes that it was the turn of `worker`. */
  took(worker: AnyRef, workers: readonly AnyRef[]): void {
    this.order = workers;
    this.last = workers.indexOf(worker);
  }

  /** Returns the index of the worker whose turn it is: the first after the last that is still there. */
  next(workers: readonly AnyRef[]): number {
    for (let n = this.last; n >= 0; n--) {
      const index = workers.indexOf(this.order[n] as AnyRef);
      if (index >= 0) return (index + 1) % workers.length;
    }
    return 0;
  }
}

/**
 * Takes the workers in turn. When one goes, the next message is for the one after it; one that comes waits for its turn.
 *
 * @example
 * ```ts
 * import { defineActor, roundRobin, router, spawn } from "@mailslot/actor";
 *
 * const Worker = defineActor("worker", { receive: { job: (ctx) => console.log(ctx.name) } });
 * const workers = router([spawn(Worker), spawn(Worker)], roundRobin());
 * for (let n = 0; n < 3; n++) workers.tell.job(); // the first, the second, the first
 * ```
 */
export function roundRobin(): Routing {
  const turns = new Turns();
  return (workers) => {
    const worker = workers[turns.next(workers)] as AnyRef;
    turns.took(worker, workers);
    return worker;
  };
}

/**
 * Takes any worker. `random` gives numbers from 0 to below 1, and makes the choice repeatable when it is seeded. Default:
 * `Math.random`.
 *
 * @example
 * ```ts
 * import { defineActor, randomly, router, spawn } from "@mailslot/actor";
 *
 * const Worker = defineActor("worker", { receive: { square: (_ctx, n: number) => n * n } });
 * const workers = router([spawn(Worker), spawn(Worker)], randomly());
 * console.log(await workers.ask.square(3)); // 9
 * ```
 */
export function randomly(random: () => number = () => Math.random()): Routing {
  checkFunction("the argument of randomly()", random);
  return (workers) => {
    const drawn = random(); // user code runs here
    const index = typeof drawn === "number" ? Math.floor(drawn * workers.length) : 0;
    return (workers[index] ?? workers[0]) as AnyRef;
  };
}

/**
 * Takes the worker with the fewest messages waiting, or being handled; several with equally few take turns.
 *
 * @example
 * ```ts
 * import { defineActor, leastLoaded, router, spawn } from "@mailslot/actor";
 *
 * const Worker = defineActor("worker", { receive: { square: (_ctx, n: number) => n * n } });
 * const workers = router([spawn(Worker), spawn(Worker)], leastLoaded());
 * // one each
 * console.log(await Promise.all([workers.ask.square(2), workers.ask.square(3)]));
 * ```
 */
export function leastLoaded(): Routing {
  const turns = new Turns();
  return (workers) => {
    const worker = turns.from(workers).reduce((least, each) => (each.load < least.load ? each : least));
    turns.took(worker, workers);
    return worker;
  };
}

/**
 * Takes the same worker for the same key; when a worker comes or goes, only the keys of that one move. A worker that comes
 * after one has gone takes over its keys, as one that was restarted does. `key` makes a string or number of a message.
 * Default: its first argument. Rendezvous hashing (Thaler & Ravishankar 1998).
 *
 * @example
 * ```ts
 * import { consistentHash, defineActor, router, spawn } from "@mailslot/actor";
 * import assert from "node:assert";
 *
 * const Cache = defineActor("cache", { receive: { where: (ctx, _key: string) => ctx.name } });
 * const caches = router([spawn(Cache), spawn(Cache)], consistentHash());
 * assert.equal(await caches.ask.where("ada"), await caches.ask.where("ada"));
 * ```
 */
export function consistentHash(
  key: (message: string, args: readonly unknown[]) => unknown = (_message, args) => args[0],
): Routing {
  checkFunction("the argument of consistentHash()", key);
  const slots = new Slots();
  return (workers, message, args) => {
    const text = keyText(key(message, args), message); // user code runs here
    let best = workers[0] as AnyRef;
    let most = -1;
    for (const worker of workers) {
      const weight = hash(`${slots.of(worker, workers)}\n${text}`);
      if (weight <= most) continue;
      best = worker;
      most = weight;
    }
    return best;
  };
}

/** Numbers for workers, by which the hash knows them. A number that is free is given to the next worker that comes. */
class Slots {
  private readonly taken: Map<AnyRef, number>;

  constructor() {
    this.taken = new Map();
  }

  of(worker: AnyRef, workers: readonly AnyRef[]): number {
    if (!this.taken.has(worker)) this.give(workers);
    return this.taken.get(worker) as number;
  }

  private give(workers: readonly AnyRef[]): void {
    const present = new Set(workers);
    for (const each of this.taken.keys()) if (!present.has(each)) this.taken.delete(each);
    const used = new Set(this.taken.values());
    let slot = 0;
    for (const each of present) {
      if (this.taken.has(each)) continue;
      while (used.has(slot)) slot++;
      this.taken.set(each, slot++);
    }
  }
}

function keyText(key: unknown, message: string): string {
  if (typeof key === "string" || typeof key === "number" || typeof key === "bigint") return String(key);
  const text = `message ${message} has no key that could be hashed (${typeof key}): give consistentHash a function that makes a string or a number`;
  throw new ActorUsageError("ERR_MAILSLOT_ARGUMENT", text);
}
