/** Spawning actors, ending them, and hearing of their end: functions on refs, for programs and for packages above. */
import { currentTask, mapped, type Scheduler, Source, type Task } from "@mailslot/core";
import { badArgument, checkKind, isInstance, isReadable } from "@mailslot/core/engine";
import { ActorCore, actorOf } from "./actor/actor-core.js";
import { InterleavedSteps } from "./actor/interleaved.js";
import { CompiledDefinition } from "./definition/compiled.js";
import type { Definition } from "./definition/definition.js";
import { ActorUsageError } from "./errors.js";
import { type ExitReason, reasonOf } from "./exit-reason.js";
import type { AnyRef, Ref } from "./ref/ref.js";
import type { Signal } from "./signal.js";

/** Where to spawn. */
export interface SpawnOptions {
  /** By default the scheduler of the running task, else the default one. */
  readonly scheduler?: Scheduler;
}

/**
 * Spawns an actor and returns its ref. Its state is made at once, and what that throws is thrown here; `started` runs in
 * a tick of the actor, before its first message.
 *
 * @example
 * ```ts
 * import { defineActor, spawn } from "@mailslot/actor";
 *
 * const Worker = defineActor("worker", { receive: { square: (_ctx, n: number) => n * n } });
 * console.log(await spawn(Worker).ask.square(3)); // 9
 * ```
 */
export function spawn<A extends readonly unknown[], R>(definition: Definition<A, R>, ...args: A): Ref<R> {
  return start(undefined, definition, args);
}

/**
 * Spawns as {@link spawn} does, with options.
 *
 * @example
 * ```ts
 * import { defineActor, spawnWith } from "@mailslot/actor";
 * import { createScheduler } from "@mailslot/core";
 *
 * const Worker = defineActor("worker", { receive: { square: (_ctx, n: number) => n * n } });
 * const scheduler = createScheduler({ name: "apart" });
 * console.log(await spawnWith({ scheduler }, Worker).ask.square(3)); // 9
 * ```
 */
export function spawnWith<A extends readonly unknown[], R>(
  options: SpawnOptions,
  definition: Definition<A, R>,
  ...args: A
): Ref<R> {
  if (!isReadable(options) || options instanceof CompiledDefinition) {
    throw badArgument(
      "the first argument of spawnWith()",
      options,
      "options, such as { scheduler }, then the definition",
    );
  }
  const { scheduler } = options;
  if (scheduler !== undefined) checkKind("the scheduler given to spawnWith()", scheduler, "io", "a scheduler");
  return start(scheduler, definition, args);
}

function start<A extends readonly unknown[], R>(
  scheduler: Scheduler | undefined,
  definition: Definition<A, R>,
  args: A,
): Ref<R> {
  if (!isInstance(definition, CompiledDefinition)) {
    throw new ActorUsageError("ERR_MAILSLOT_DEFINITION", "spawn was given no definition: make one with defineActor()");
  }
  const state = definition.makeState?.(...args); // user code runs here
  return new ActorCore(definition, state, scheduler) as unknown as Ref<R>;
}

/**
 * Asks the actor to end when it has handled the message it is at; the messages after it become dead letters.
 *
 * @example
 * ```ts
 * import { defineActor, exitOf, spawn, stop } from "@mailslot/actor";
 *
 * const service = spawn(defineActor("service", { receive: {}, stopped: () => console.log("closes") }));
 * stop(service); // closes
 * console.log(await exitOf(service)); // shutdown
 * ```
 */
export function stop(ref: AnyRef, reason: ExitReason = "shutdown"): void {
  actorOf(ref).stop(reason);
}

/**
 * Ends the actor before its next message: what its handler waits for is given up, and throws `CancelledError` there. This
 * is what an exit signal does to an actor that does not trap it.
 *
 * @example
 * ```ts
 * import { defineActor, exitOf, spawn, terminate } from "@mailslot/actor";
 * import { sleep } from "@mailslot/core";
 *
 * const Slow = defineActor("slow", { receive: { work: () => sleep(60_000) } });
 * const slow = spawn(Slow);
 * slow.tell.work();
 * terminate(slow); // without waiting for the minute to pass
 * console.log(await exitOf(slow)); // shutdown
 * ```
 */
export function terminate(ref: AnyRef, reason: ExitReason = "shutdown"): void {
  actorOf(ref).terminate(reason);
}

/**
 * Ends the actor with the reason `"killed"`. Nothing is waited for: not even the `finally` of its handler.
 *
 * @example
 * ```ts
 * import { defineActor, exitOf, kill, spawn } from "@mailslot/actor";
 *
 * const service = spawn(defineActor("service", { receive: {} }));
 * kill(service);
 * console.log(await exitOf(service)); // killed
 * ```
 */
export function kill(ref: AnyRef): void {
  actorOf(ref).kill();
}

/**
 * Returns the running actor; null outside every handler, and after the first `await` of an async one.
 *
 * @example
 * ```ts
 * import { currentActor, defineActor, spawn } from "@mailslot/actor";
 *
 * const Worker = defineActor("worker", { receive: { isMe: (ctx) => currentActor() === ctx.self } });
 * console.log(await spawn(Worker).ask.isMe()); // true
 * console.log(currentActor()); // null
 * ```
 */
export function currentActor(): AnyRef | null {
  const task = currentTask();
  if (task instanceof ActorCore) return task.self;
  return task instanceof InterleavedSteps ? task.actor.self : null;
}

/**
 * Hands `signal` to the actor's `signal` hook, after the messages that are there; no mailbox can drop it.
 *
 * @example
 * ```ts
 * import { defineActor, signal, spawn } from "@mailslot/actor";
 *
 * const Watcher = defineActor("watcher", {
 *   receive: {},
 *   signal: (_ctx, { type, reason }) => console.log(type, reason),
 * });
 * const watcher = spawn(Watcher);
 * signal(watcher, { type: "down", from: watcher, reason: "normal" }); // down normal
 * ```
 */
export function signal(ref: AnyRef, signal: Signal): void {
  actorOf(ref).takeSignal(signal);
}

/**
 * Waits until the actor has exited and gives the reason; never fails. A waiter counts as having seen a failure.
 *
 * @example
 * ```ts
 * import { defineActor, exitOf, spawn } from "@mailslot/actor";
 *
 * const Once = defineActor("once", { receive: { work: (ctx) => ctx.stop({ shutdown: "done" }) } });
 * const once = spawn(Once);
 * once.tell.work();
 * console.log(await exitOf(once)); // { shutdown: 'done' }
 * ```
 */
export function exitOf(ref: AnyRef): Source<ExitReason> {
  return mapped(actorOf(ref).exit, reasonOf);
}

/**
 * Waits until the actor's `started` has run; completes at once when it has, or there is none. Fails with the error of
 * `started`, and with `ERR_MAILSLOT_NO_ACTOR` when the actor exited before for another reason.
 *
 * @example
 * ```ts
 * import { defineActor, spawn, startOf } from "@mailslot/actor";
 * import { sleep } from "@mailslot/core";
 *
 * const Service = defineActor("service", { started: () => sleep(10), receive: {} });
 * await startOf(spawn(Service)); // 10 ms later
 * ```
 */
export function startOf(ref: AnyRef): Source<void> {
  return actorOf(ref).start;
}

/** Returns whether the actor has a `started` hook that has not ended yet. */
export function isStarting(ref: AnyRef): boolean {
  return actorOf(ref).isStarting;
}

/**
 * Returns whether `value` is a ref.
 *
 * @example
 * ```ts
 * import { defineActor, isRef, spawn } from "@mailslot/actor";
 *
 * console.log(isRef(spawn(defineActor("service", { receive: {} })))); // true
 * console.log(isRef({ tell: {} })); // false
 * ```
 */
export function isRef(value: unknown): value is AnyRef {
  return isInstance(value, ActorCore);
}

/**
 * Returns the task that an actor is: what dumps list and `watchEnd` takes. It completes with the exit reason, or fails
 * with it. Cancelling it terminates the actor.
 *
 * @example
 * ```ts
 * import { defineActor, spawn, stop, taskOf } from "@mailslot/actor";
 * import { watchEnd } from "@mailslot/core";
 *
 * const service = spawn(defineActor("service", { receive: {} }));
 * watchEnd(taskOf(service), {
 *   ended(outcome) {
 *     console.log(outcome.status); // completed
 *     return true;
 *   },
 * });
 * stop(service);
 * await taskOf(service);
 * ```
 */
export function taskOf(ref: AnyRef): Task<ExitReason> {
  // A ref cannot be awaited, and is this same object; what `await` looks for is there on the task alone.
  return new Proxy<Task<ExitReason>>(actorOf(ref).watchable, {
    get: (actor, name) => {
      const member: unknown = name === "then" ? waitFor : Reflect.get(actor, name);
      // The engine compares tasks: were `this` the proxy, it would queue that, and not know it for the task that runs.
      return typeof member === "function" ? member.bind(actor) : member;
    },
  });
}

const { then: waitFor } = Source.prototype;

/** Returns the same task as it is: `await` takes it for a value, and nothing stands between it and the engine. */
export function coreOf(ref: AnyRef): Task<ExitReason> {
  return actorOf(ref);
}

/**
 * Returns whether the actor has a `signal` hook; what is signalled to one without is lost.
 *
 * @example
 * ```ts
 * import { defineActor, spawn, takesSignals } from "@mailslot/actor";
 *
 * console.log(takesSignals(spawn(defineActor("deaf", { receive: {} })))); // false
 * console.log(takesSignals(spawn(defineActor("watcher", { receive: {}, signal: () => {} })))); // true
 * ```
 */
export function takesSignals(ref: AnyRef): boolean {
  return actorOf(ref).definition.signal !== null;
}
