/** Definitions that make no sense are refused where they are made. */
import type { RawOptions } from "./actor-kind.js";
import { ActorUsageError } from "./errors.js";

export function checkDefinition(name: string, options: RawOptions): void {
  if (typeof name !== "string" || name === "") throw wrong("an actor", 'needs a name: defineActor("account", { … })');
  const who = `actor ${name}`;
  if (typeof options?.receive !== "object" || options.receive === null) {
    throw wrong(who, "needs handlers: receive: { deposit(ctx, amount) { … } }");
  }
  for (const [message, handler] of Object.entries(options.receive)) {
    if (typeof handler !== "function") throw wrong(who, `has no function for the message ${message}`);
  }
  for (const hook of ["state", "started", "stopped", "signal"] as const) {
    const given = options[hook];
    if (given !== undefined && typeof given !== "function") throw wrong(who, `has a ${hook} that is no function`);
  }
  for (const message of options.interleave ?? []) {
    if (!Object.hasOwn(options.receive, message))
      throw wrong(who, `lets ${message} interleave, which it does not receive`);
  }
  const { askTimeout } = options;
  if (askTimeout !== undefined && !(askTimeout > 0)) {
    throw wrong(who, `has an askTimeout of ${String(askTimeout)}: give milliseconds above 0, or Infinity`);
  }
}

function wrong(who: string, what: string): ActorUsageError {
  return new ActorUsageError("ERR_MAILSLOT_DEFINITION", `${who} ${what}`);
}
