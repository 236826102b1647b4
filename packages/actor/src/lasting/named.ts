/** Refs by name, of whatever actor has the name when they are used. */
import { badArgument, checkOptions } from "@mailslot/core/engine";
import type { CompiledDefinition } from "../definition/compiled.js";
import type { Definition } from "../definition/definition.js";
import { isDefinition } from "../distant/refer.js";
import { ActorUsageError } from "../errors.js";
import { describeReason, type ExitReason } from "../exit-reason.js";
import { checkFree, register, whenNamed, whereIs } from "../group/registry.js";
import type { AnyRef, Ref } from "../ref/ref.js";
import { spawn } from "../spawn.js";
import { LastingActor, type LastingOptions, type Whereabouts } from "./lasting-actor.js";

/**
 * Returns a ref of whatever actor has this name when it is used, before the first and after each restart: give it to siblings
 * when they are made. While none has it, or one of another definition, asks wait within their time, and told messages wait up to `keep`. Groups and routers take it;
 * it is `alive` while an actor has the name. `stop`, `terminate`, `kill` and signals reach the actor that has it. `exitOf`, links and monitors
 * are of one actor, and refuse it with `ERR_MAILSLOT_ARGUMENT`.
 *
 * @example
 * ```ts
 * import { defineActor, named, spawnNamed, stop } from "@mailslot/actor";
 *
 * const Account = defineActor("account", { state: (balance: number) => ({ balance }), receive: { balance: (ctx) => ctx.state.balance } });
 * const account = named("account", Account);
 * const balance = account.ask.balance(); // waits
 * spawnNamed("account", Account, 100);
 * console.log(await balance); // 100
 * stop(account);
 * const next = account.ask.balance();
 * setTimeout(() => spawnNamed("account", Account, 200), 5);
 * console.log(await next); // 200
 * ```
 */
export function named<A extends readonly unknown[], R>(
  name: string,
  definition: Definition<A, R>,
  options: LastingOptions = {},
): Ref<R> {
  checkOptions("named()", options);
  if (typeof name !== "string") throw badArgument("the name given to named()", name, "a text");
  const whereabouts = {
    present: () => whereIs(name),
    whenBack: (back: () => void) => whenNamed(name, back),
  };
  return lasting(definition, `${name} (by name)`, whereabouts, options);
}

/**
 * Spawns an actor and gives it a name, as `register` does; the name is free when it has exited. Throws `ERR_MAILSLOT_NAME_TAKEN`
 * when another has the name, and spawns nothing then.
 *
 * @example
 * ```ts
 * import { defineActor, spawnNamed, whereIs } from "@mailslot/actor";
 *
 * const clock = spawnNamed("clock", defineActor("clock", { receive: {} }));
 * console.log(whereIs("clock") === clock); // true
 * ```
 */
export function spawnNamed<A extends readonly unknown[], R>(
  name: string,
  definition: Definition<A, R>,
  ...args: A
): Ref<R> {
  if (!isDefinition(definition))
    throw badArgument("what spawnNamed() was given", definition, "a name, then a definition");
  checkFree(name, definition.name);
  const ref = spawn(definition, ...args);
  register(name, ref);
  return ref;
}

/** Makes a ref of whatever incarnation there is, until `endLasting`. */
export function lasting<A extends readonly unknown[], R>(
  definition: Definition<A, R>,
  name: string,
  whereabouts: Whereabouts,
  options: LastingOptions = {},
): Ref<R> {
  if (!isDefinition(definition)) {
    const text = `a ref of ${name} was given ${describeReason(definition)} as definition: give what defineActor() returned`;
    throw new ActorUsageError("ERR_MAILSLOT_DEFINITION", text);
  }
  const compiled = definition as unknown as CompiledDefinition;
  return new LastingActor(compiled, name, whereabouts, options) as unknown as Ref<R>;
}

/** Ends what `lasting` has made: no incarnation comes any more. */
export function endLasting(ref: AnyRef, reason: ExitReason): void {
  (ref as unknown as LastingActor).endHere(reason);
}
