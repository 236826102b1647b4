/** Refs of actors elsewhere: made by whoever carries messages there, used like local ones. */
import { isInstance } from "@mailslot/core/engine";
import { actorOf } from "../actor/actor-core.js";
import { CompiledDefinition } from "../definition/compiled.js";
import type { Definition } from "../definition/definition.js";
import { ActorUsageError } from "../errors.js";
import { describeReason, type ExitReason } from "../exit-reason.js";
import type { AnyRef, Ref } from "../ref/ref.js";
import type { SpawnOptions } from "../spawn.js";
import type { Distant } from "./distant.js";
import { DistantActor } from "./distant-actor.js";

/**
 * Makes a ref of an actor that lives elsewhere, such as on another thread; `distant` carries there what is sent to it. Routers,
 * groups, registries, `exitOf`, time limits and select take it like a local one. It is known as `name`, and is collected when nobody
 * holds it and nobody waits for its end, by a promise as well, monitors it, is linked with it, or has asked for its task. Throws `ERR_MAILSLOT_DEFINITION` for what `defineActor` has not made.
 *
 * @example
 * ```ts
 * import { type Distant, defineActor, refer } from "@mailslot/actor";
 *
 * const Account = defineActor("account", { receive: { balance: () => 100 } });
 * const elsewhere: Distant = {
 *   tell: () => undefined,
 *   ask: (ask) => ask.reply(`${ask.message} of an account far away`),
 *   givenUp() {},
 *   awaited() {},
 *   watched() {},
 *   signal() {},
 *   stop() {},
 *   drain() {},
 *   terminate() {},
 *   kill() {},
 * };
 * const account = refer(Account, "account#7 of node b", elsewhere);
 * console.log(await account.ask.balance()); // balance of an account far away
 * ```
 */
export function refer<A extends readonly unknown[], R>(
  definition: Definition<A, R>,
  name: string,
  distant: Distant,
  options: SpawnOptions = {},
): Ref<R> {
  if (!isDefinition(definition)) {
    const text = `refer() was given ${describeReason(definition)} as definition: give what defineActor() returned`;
    throw new ActorUsageError("ERR_MAILSLOT_DEFINITION", text);
  }
  const compiled = definition as unknown as CompiledDefinition;
  return new DistantActor(compiled, name, distant, options.scheduler) as unknown as Ref<R>;
}

/**
 * Ends a ref that `refer` has made: its actor has exited with `reason`, or can be reached no more (`"noconnection"`). Asks in
 * flight stay so until they are answered or refused. Does nothing when it has ended. A failure is not reported here, but where the actor
 * lived. Throws `ERR_MAILSLOT_DEFINITION` for a ref of an actor that lives here.
 *
 * @example
 * ```ts
 * import { type Distant, defineActor, exited, exitOf, refer } from "@mailslot/actor";
 *
 * const Account = defineActor("account", { receive: {} });
 * const nowhere = Object.fromEntries(
 *   ["tell", "ask", "givenUp", "awaited", "watched", "signal", "stop", "drain", "terminate", "kill"].map((name) => [name, () => {}]),
 * ) as unknown as Distant;
 * const account = refer(Account, "account#7 of node b", nowhere);
 * exited(account, "noconnection");
 * console.log(account.alive, await exitOf(account)); // false noconnection
 * ```
 */
export function exited(ref: AnyRef, reason: ExitReason): void {
  const actor = actorOf(ref);
  if (actor instanceof DistantActor) {
    actor.endHere(reason);
    return;
  }
  const text = `${actor.name} lives here, so exited() cannot end it: call stop(), terminate() or kill()`;
  throw new ActorUsageError("ERR_MAILSLOT_DEFINITION", text);
}

/** Says that an actor elsewhere has a link or a monitor here, and whether a failure is seen by that. */
export function watchExit(ref: AnyRef, sees: boolean): void {
  (actorOf(ref) as DistantActor).bond(sees);
}

/** Says that an actor elsewhere has neither links nor monitors here any more. */
export function unwatchExit(ref: AnyRef): void {
  (actorOf(ref) as DistantActor).unbond();
}

/**
 * Returns whether `value` is what `defineActor` or `defineRawActor` has made.
 *
 * @example
 * ```ts
 * import { defineActor, isDefinition } from "@mailslot/actor";
 *
 * console.log(isDefinition(defineActor("service", { receive: {} }))); // true
 * console.log(isDefinition({ name: "service" })); // false
 * ```
 */
export function isDefinition(value: unknown): value is Definition {
  return isInstance(value, CompiledDefinition);
}

/**
 * Returns the definition of an actor.
 *
 * @example
 * ```ts
 * import { defineActor, definitionOf, spawn } from "@mailslot/actor";
 *
 * const Service = defineActor("service", { receive: {} });
 * console.log(definitionOf(spawn(Service)) === Service); // true
 * ```
 */
export function definitionOf(ref: AnyRef): Definition {
  return actorOf(ref).definition;
}

/**
 * Returns whether `ref` was made by `refer`: whether its actor lives elsewhere.
 *
 * @example
 * ```ts
 * import { defineActor, isDistant, spawn } from "@mailslot/actor";
 *
 * console.log(isDistant(spawn(defineActor("service", { receive: {} })))); // false
 * ```
 */
export function isDistant(ref: AnyRef): boolean {
  return isInstance(ref, DistantActor);
}
