/** Routers: many actors behind one `tell` and `ask`. */
import { checkFunction } from "@mailslot/core/engine";
import { actorOf } from "../actor/actor-core.js";
import { RejectedError } from "../errors.js";
import type { AnyHandlers, AnyRef, AskFor, AskOptions, MessageArguments, Ref, Tell } from "../ref/ref.js";
import { type Routing, roundRobin } from "./strategies.js";

/** Where messages go: a fixed list of refs, or a group, whose members may change. */
export type Workers<R extends AnyRef> = Iterable<R>;

/** The handlers behind a ref. */
export type HandlersBehind<T> = T extends Ref<infer R> ? R : never;

/** Sends each message to one of several actors. */
export interface Router<R> {
  /** Tells one of the workers. Throws `ERR_MAILSLOT_NO_ACTOR` when none lives. */
  readonly tell: Tell<R>;
  /** Asks one of the workers. Throws `ERR_MAILSLOT_NO_ACTOR` when none lives. */
  readonly ask: AskFor<R>;
  /** Asks one of the workers with a time limit, or a signal that gives the ask up. */
  askWith(options: AskOptions): AskFor<R>;
  /** Returns the workers that live. */
  workers(): AnyRef[];
}

/** Sends each message to all of several actors. */
export interface Broadcaster<R> {
  /**
   * Tells every worker that lives, at once: what a full mailbox does not take yet, it takes when it has room. Throws the first error of a mailbox that fails,
   * or of a schema, when all have been told.
   */
  readonly tell: { readonly [K in keyof R]: (...args: MessageArguments<R[K]>) => void };
}

/**
 * Returns a router over `workers`, a list of refs or a group: `router(pool, leastLoaded())`. By default each gets a
 * message in turn. Workers that have exited get none.
 *
 * @example
 * ```ts
 * import { defineActor, router, spawn } from "@mailslot/actor";
 *
 * const Worker = defineActor("worker", { receive: { square: (_ctx, n: number) => n * n } });
 * const workers = router([spawn(Worker), spawn(Worker)]);
 * console.log(await workers.ask.square(3)); // 9
 * ```
 */
export function router<T extends AnyRef>(
  workers: Workers<T>,
  routing: Routing = roundRobin(),
): Router<HandlersBehind<T>> {
  checkFunction("the routing given to router()", routing);
  const choose = (message: string, args: readonly unknown[]): AnyRef => {
    const living = livingOf(workers);
    if (living.length > 0) {
      const chosen = routing(living, message, args); // user code runs here
      actorOf(chosen);
      return chosen;
    }
    const text = `no worker lives to take ${message}: spawn one, or let one join`;
    throw new RejectedError(text, { code: "ERR_MAILSLOT_NO_ACTOR" });
  };
  return {
    tell: dispatcher((message, args) => call(choose(message, args).tell, message, args)),
    ask: dispatcher((message, args) => call(choose(message, args).ask, message, args)),
    askWith: (options) => dispatcher((message, args) => call(choose(message, args).askWith(options), message, args)),
    workers: () => livingOf(workers),
  };
}

/**
 * Returns what tells all of `workers`, a list of refs or a group, those that have joined by then.
 *
 * @example
 * ```ts
 * import { broadcaster, createGroup, defineActor, spawn } from "@mailslot/actor";
 *
 * const Member = defineActor("member", { receive: { hear: (_ctx, text: string) => console.log(text) } });
 * const room = createGroup();
 * room.join(spawn(Member));
 * broadcaster(room).tell.hear?.("welcome"); // welcome
 * ```
 */
export function broadcaster<T extends AnyRef>(workers: Workers<T>): Broadcaster<HandlersBehind<T>> {
  return {
    tell: dispatcher((message, args) => {
      const errors: unknown[] = [];
      for (const worker of livingOf(workers)) {
        try {
          call(worker.tell, message, args);
        } catch (error) {
          errors.push(error); // the others are told all the same
        }
      }
      if (errors.length > 0) throw errors[0];
    }),
  };
}

function call(methods: Tell<AnyHandlers> | AskFor<AnyHandlers>, message: string, args: readonly unknown[]): unknown {
  return (methods as Record<string, (...args: readonly unknown[]) => unknown>)[message]?.(...args);
}

/** Returns those that take messages now; if there are none, those for which messages can wait until a restart. */
function livingOf(workers: Iterable<AnyRef>): AnyRef[] {
  const all = [...workers];
  const living = all.filter((worker) => worker.alive);
  return living.length > 0 ? living : all.filter((worker) => actorOf(worker).mayReturn);
}

/** Makes an object with a method for whatever message is looked for. */
function dispatcher<T>(send: (message: string, args: readonly unknown[]) => unknown): T {
  const methods = new Map<string, (...args: unknown[]) => unknown>();
  return new Proxy(Object.create(null) as object, {
    get(_target, name) {
      if (typeof name === "symbol" || name === "then" || name === "toJSON") return undefined;
      let method = methods.get(name);
      if (method === undefined) methods.set(name, (method = (...args) => send(name, args)));
      return method;
    },
  }) as T;
}
