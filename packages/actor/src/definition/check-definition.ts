/** Definitions that make no sense are refused where they are made. */

import { isReadable, show } from "@mailslot/core/engine";
import { ActorUsageError } from "../errors.js";
import type { MailboxOwner } from "../mailbox/mailbox.js";
import type { SelectiveMailbox } from "../mailbox/selective-mailbox.js";
import { type MailboxOptions, mailboxProblem } from "./mailbox-options.js";
import type { AnyHandler } from "./message-kind.js";
import { isSchema, type StandardSchema } from "./standard-schema.js";

/** Makes the mailbox of a raw actor: a function, so that only programs that have one have its code. */
export type MakeSelective = (owner: MailboxOwner, options: MailboxOptions) => SelectiveMailbox;

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
  readonly entered?: Readonly<Record<string, AnyHandler>>;
  readonly initially?: string;
  readonly messages?: Readonly<Record<string, readonly StandardSchema[]>>;
  /** The mailbox of a raw actor: then `started` is a body that receives itself, and any name is a message. */
  readonly selective?: MakeSelective;
}

export function checkDefinition(name: string, options: RawOptions): void {
  if (typeof name !== "string" || name === "") throw wrong("an actor", 'needs a name: defineActor("account", { … })');
  const who = `actor ${name}`;
  if (!isReadable(options) || !isReadable(options.receive)) {
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
  if (!isReadable(interleave) || !Array.isArray(interleave))
    return `has ${show(interleave)} for interleave: give a list of messages`;
  if (!isReadable(priority)) return `has ${show(priority)} for priority: give an object of numbers by message`;
  if (!isReadable(messages)) return `has ${show(messages)} for messages: give an object of schemas by message`;
  for (const message of interleave) {
    if (typeof message !== "string" || !Object.hasOwn(receive, message))
      return `lets ${typeof message === "string" ? message : show(message)} interleave, which it does not receive`;
  }
  for (const [message, value] of Object.entries(priority)) {
    if (!Object.hasOwn(receive, message)) return `gives a priority to ${message}, which it does not receive`;
    if (!Number.isFinite(value)) return `gives ${message} the priority ${show(value)}: give a number`;
  }
  for (const [message, schemas] of Object.entries(messages)) {
    if (!Object.hasOwn(receive, message)) return `has schemas for ${message}, which it does not receive`;
    if (!isReadable(schemas) || !Array.isArray(schemas) || !schemas.every(isSchema))
      return `has something other than a list of schemas for ${message}: give one schema per argument that follows Standard Schema`;
  }
  return null;
}

function numbersProblem({ askTimeout, stash, mailbox }: RawOptions): string | null {
  if (askTimeout !== undefined && !isAbove(askTimeout))
    return `has an askTimeout of ${show(askTimeout)}: give milliseconds above 0, or Infinity`;
  if (stash !== undefined && !isAbove(stash))
    return `has room for ${show(stash)} messages in its stash: give a number above 0`;
  return mailbox === undefined ? null : mailboxProblem(mailbox);
}

function behavioursProblem({ receive, behaviours = {}, entered = {}, initially }: RawOptions): string | null {
  if (!isReadable(behaviours)) return `has ${show(behaviours)} for behaviours: give an object of handlers by name`;
  for (const [behaviour, handlers] of Object.entries(behaviours)) {
    if (!isReadable(handlers)) return `has no handlers as ${behaviour}`;
    for (const [message, handler] of Object.entries(handlers)) {
      if (!Object.hasOwn(receive, message)) return `handles ${message} as ${behaviour}, but does not receive it`;
      if (typeof handler !== "function") return `has no function for ${message} as ${behaviour}`;
    }
  }
  if (!isReadable(entered)) return `has ${show(entered)} for entered: give an object of hooks by behaviour`;
  for (const [behaviour, hook] of Object.entries(entered)) {
    if (!Object.hasOwn(behaviours, behaviour))
      return `has a hook for entering ${behaviour}, which is none of its behaviours`;
    if (typeof hook !== "function") return `has a hook for entering ${behaviour} that is not a function`;
  }
  if (initially !== undefined && (typeof initially !== "string" || !Object.hasOwn(behaviours, initially)))
    return `is initially ${typeof initially === "string" ? initially : show(initially)}, which is none of its behaviours`;
  return null;
}

function isAbove(value: unknown): boolean {
  return typeof value === "number" && value > 0;
}

function wrong(who: string, what: string): ActorUsageError {
  return new ActorUsageError("ERR_MAILSLOT_DEFINITION", `${who} ${what}`);
}
