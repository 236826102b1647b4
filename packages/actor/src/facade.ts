/** `ref.tell` and `ref.ask`: classes made per definition, with a method for each message. */
import { currentTask, type Operation } from "@mailslot/core";
import type { ActorNode } from "./actor-node.js";
import { Ask } from "./ask.js";
import { limitQueue } from "./ask-limits.js";
import { ActorUsageError } from "./errors.js";
import { freezeAll } from "./freeze.js";
import { MANY, Told } from "./message.js";
import type { MessageKind } from "./message-kind.js";

export interface Teller {
  readonly node: ActorNode;
}

export interface Asker {
  readonly node: ActorNode;
  readonly timeout: number;
}

export function tellerClass(actor: string, kinds: readonly MessageKind[]): new (node: ActorNode) => Teller {
  class TellerOfKind implements Teller {
    readonly node: ActorNode;
    constructor(node: ActorNode) {
      this.node = node;
    }
  }
  for (const kind of kinds) define(TellerOfKind.prototype, kind, telling(kind));
  refuseOthers(TellerOfKind.prototype, actor, kinds);
  return TellerOfKind;
}

export function askerClass(
  actor: string,
  kinds: readonly MessageKind[],
): new (
  node: ActorNode,
  timeout: number,
) => Asker {
  class AskerOfKind implements Asker {
    readonly node: ActorNode;
    readonly timeout: number;
    constructor(node: ActorNode, timeout: number) {
      this.node = node;
      this.timeout = timeout;
    }
  }
  for (const kind of kinds) define(AskerOfKind.prototype, kind, asking(kind));
  refuseOthers(AskerOfKind.prototype, actor, kinds);
  return AskerOfKind;
}

function define(prototype: object, kind: MessageKind, method: unknown): void {
  Object.defineProperty(prototype, kind.name, { value: method });
}

// A call of up to two arguments makes no array: the message has room for two.

function telling(kind: MessageKind): (this: Teller, a?: unknown, b?: unknown, ...more: unknown[]) => Operation<void> {
  return function (a, b, ...more) {
    // biome-ignore lint/complexity/noArguments: its length tells an argument that is undefined from none
    const count = arguments.length;
    if (DEBUG) freezeAll([a, b, ...more]);
    if (count <= 2 && kind.validate === null) return this.node.tellOne(new Told(kind, count, a, b, currentTask()));
    const args = argumentList(kind, count, [a, b, ...more]);
    return this.node.tellOne(new Told(kind, MANY, args, undefined, currentTask()));
  };
}

function asking(kind: MessageKind): (this: Asker, a?: unknown, b?: unknown, ...more: unknown[]) => Ask {
  return function (a, b, ...more) {
    // biome-ignore lint/complexity/noArguments: its length tells an argument that is undefined from none
    const count = arguments.length;
    if (DEBUG) freezeAll([a, b, ...more]);
    const { node, timeout } = this;
    if (count <= 2 && kind.validate === null) return begin(new Ask(kind, count, a, b, currentTask(), node), timeout);
    const args = argumentList(kind, count, [a, b, ...more]);
    return begin(new Ask(kind, MANY, args, undefined, currentTask(), node), timeout);
  };
}

function argumentList(kind: MessageKind, count: number, given: unknown[]): unknown[] {
  const args = given.slice(0, count);
  return kind.validate === null ? args : kind.validate(args);
}

function begin(ask: Ask, timeout: number): Ask {
  const { target } = ask;
  if (timeout !== Number.POSITIVE_INFINITY) limitQueue(target.scheduler, timeout).add(ask);
  target.askOne(ask);
  return ask;
}

/** Answers for every name that is no message, which types rule out, and plain JavaScript does not. */
function refuseOthers(prototype: object, actor: string, kinds: readonly MessageKind[]): void {
  const known = kinds.map((kind) => kind.name).join(", ");
  const refuse = (name: string): never => {
    throw new ActorUsageError("ERR_MAILSLOT_UNKNOWN_MESSAGE", `actor ${actor} has no message ${name}: it has ${known}`);
  };
  Object.setPrototypeOf(
    prototype,
    new Proxy(Object.create(null) as object, {
      get(_target, name) {
        // `then` is what await looks for, and symbols are what consoles look for.
        return typeof name === "symbol" || name === "then" || name === "toJSON" ? undefined : refuse(name);
      },
    }),
  );
}
