/** Definitions that make no sense are refused where they are made. */

import { ActorUsageError } from "../errors.js";
import { type MailboxOptions, mailboxProblem } from "./mailbox-options.js";
import type { AnyHandler } from "./message-kind.js";
import { isSchema, type StandardSchema } from "./standard-schema.js";

/** What is given to `defineActor`, as the engine sees it. */
export interface RawOptions {
  readonly state?: (...args: unknown[]) => unknown;
  readonly receive: Readonly<Record<string, AnyHandler>>;
  readonly started?: AnyHandler;
  readonly stopped?: AnyHandler;
  readonly signal?: AnyHandler;
  readonly askTimeout?: number;
  readonly interleave?: readonly string[];
  readonly mailbox?: MailboxOptions;
  readonly priority?: Readonly<Record<string, number>>;
  readonly stash?: number;
  readonly behaviours?: Readonly<Record<string, Readonly<Record<string, AnyHandler>>>>;
  readonly initially?: string;
  readonly messages?: Readonly<Record<string, readonly StandardSchema[]>>;
  /** Whether `started` is a body that receives itself, and any name is a message. */
  readonly raw?: boolean;
}

export function checkDefinition(name: string, options: RawOptions): void {
  if (typeof name !== "string" || name === "") throw wrong("an actor", 'needs a name: defineActor("account", { … })');
  const who = `actor ${name}`;
  if (typeof options?.receive !== "object" || options.receive === null) {
    throw wrong(who, "needs handlers: receive: { deposit(ctx, amount) { … } }");
  }
  const problem =
    handlersProblem(options) ?? messagesProblem(options) ?? numbersProblem(options) ?? behavioursProblem(options);
  if (problem !== null) throw wrong(who, problem);
}

function handlersProblem(options: RawOptions): string | null {
  for (const [message, handler] of Object.entries(options.receive)) {
    if (typeof handler !== "function") return `has no function for the message ${message}`;
    if (message === "then" || message.startsWith("$"))
      return `cannot have a message called ${message}: await looks for "then", and "$…" is kept free`;
  }
  for (const hook of ["state", "started", "stopped", "signal"] as const) {
    const given = options[hook];
    if (given !== undefined && typeof given !== "function") return `has a ${hook} that is not a function`;
  }
  return null;
}

function messagesProblem({ receive, interleave = [], priority = {}, messages = {} }: RawOptions): string | null {
  for (const message of interleave) {
    if (!Object.hasOwn(receive, message)) return `lets ${message} interleave, which it does not receive`;
  }
  for (const [message, value] of Object.entries(priority)) {
    if (!Object.hasOwn(receive, message)) return `gives a priority to ${message}, which it does not receive`;
    if (!Number.isFinite(value)) return `gives ${message} the priority ${String(value)}: give a number`;
  }
  for (const [message, schemas] of Object.entries(messages)) {
    if (!Object.hasOwn(receive, message)) return `has schemas for ${message}, which it does not receive`;
    if (!Array.isArray(schemas) || !schemas.every(isSchema))
      return `has for ${message} something else than a list of schemas: give one that follows Standard Schema per argument`;
  }
  return null;
}

function numbersProblem({ askTimeout, stash, mailbox }: RawOptions): string | null {
  if (askTimeout !== undefined && !(askTimeout > 0))
    return `has an askTimeout of ${String(askTimeout)}: give milliseconds above 0, or Infinity`;
  if (stash !== undefined && !(stash > 0))
    return `has room for ${String(stash)} messages in its stash: give a number above 0`;
  return mailbox === undefined ? null : mailboxProblem(mailbox);
}

function behavioursProblem({ receive, behaviours = {}, initially }: RawOptions): string | null {
  for (const [behaviour, handlers] of Object.entries(behaviours)) {
    for (const [message, handler] of Object.entries(handlers)) {
      if (!Object.hasOwn(receive, message)) return `handles ${message} as ${behaviour}, but does not receive it`;
      if (typeof handler !== "function") return `has no function for ${message} as ${behaviour}`;
    }
  }
  if (initially !== undefined && !Object.hasOwn(behaviours, initially))
    return `is initially ${initially}, which is none of its behaviours`;
  return null;
}

function wrong(who: string, what: string): ActorUsageError {
  return new ActorUsageError("ERR_MAILSLOT_DEFINITION", `${who} ${what}`);
}
