/** `ref.tell` and `ref.ask`: classes made per definition, with a method for each message. */
import { currentTask, type Operation } from "@mailslot/core";
import { Ask } from "../ask/ask.js";
import type { AskingActor } from "../ask/asker.js";
import type { AskTerms } from "../ask/options.js";
import { limit } from "../ask/time-limits.js";
import type { MessageKind } from "../definition/message-kind.js";
import { MANY, type Message, ToldMessage } from "../mailbox/message.js";
import { freezeAll } from "./freeze.js";

// The fields are named by symbols, since messages may have any name. Each has a place in the prototype, too: a write to a
// field that no prototype knows would walk up to the proxy that answers for unknown messages, looking for a setter (100 ns for
// each `ref.tell`); and private fields, which need none, cost 15 % of a tell to one of many actors.

const ACTOR: unique symbol = Symbol("actor");
const TIMEOUT: unique symbol = Symbol("timeout");
const TERMS: unique symbol = Symbol("terms");

/** The method that consoles look for. Without it they ask for names that are not messages, which is an error. */
const INSPECT: unique symbol = Symbol.for("nodejs.util.inspect.custom");

/** The actor that `ref.tell` and `ref.ask` send to. */
export interface Addressee extends AskingActor {
  tellPlain(kind: MessageKind, count: number, a: unknown, b: unknown): Operation<void>;
  tellOne(message: Message): Operation<void>;
  askOne(ask: Ask): void;
}

/** What `ref.tell` is: a method for each message. */
export type TellMethods = object;

/** What `ref.ask` is. */
export type AskMethods = object;

/** What answers for a name that is not a message of the definition. */
export type OtherMessage = (name: string) => MessageKind;

// A call of up to two arguments makes no array: the message has room for two.

export function tellMethods(kinds: readonly MessageKind[], other: OtherMessage): new (actor: Addressee) => TellMethods {
  class TellMethodsOfDefinition {
    declare readonly [ACTOR]: Addressee;

    constructor(actor: Addressee) {
      this[ACTOR] = actor;
    }

    static method(kind: MessageKind) {
      return function (this: TellMethodsOfDefinition, a?: unknown, b?: unknown, ...more: unknown[]): Operation<void> {
        // biome-ignore lint/complexity/noArguments: its length tells an argument that is undefined from none
        const count = arguments.length;
        if (DEBUG) freezeAll([a, b, ...more]);
        if (count <= 2 && kind.validate === null) return this[ACTOR].tellPlain(kind, count, a, b);
        const args = argumentList(kind, count, [a, b, ...more]);
        return this[ACTOR].tellOne(new ToldMessage(kind, MANY, args, undefined, currentTask()));
      };
    }
  }
  prepare("tell", TellMethodsOfDefinition.prototype, kinds, TellMethodsOfDefinition.method, other);
  return TellMethodsOfDefinition;
}

export function askMethods(
  kinds: readonly MessageKind[],
  other: OtherMessage,
): new (
  actor: Addressee,
  timeout: number,
  terms: AskTerms | null,
) => AskMethods {
  class AskMethodsOfDefinition {
    declare readonly [ACTOR]: Addressee;
    declare readonly [TIMEOUT]: number;
    /** What else is said of the ask; null as a rule. */
    declare readonly [TERMS]: AskTerms | null;

    constructor(actor: Addressee, timeout: number, terms: AskTerms | null) {
      this[ACTOR] = actor;
      this[TIMEOUT] = timeout;
      this[TERMS] = terms;
    }

    static method(kind: MessageKind) {
      return function (this: AskMethodsOfDefinition, a?: unknown, b?: unknown, ...more: unknown[]): Ask {
        // biome-ignore lint/complexity/noArguments: its length tells an argument that is undefined from none
        const count = arguments.length;
        if (DEBUG) freezeAll([a, b, ...more]);
        const terms = this[TERMS];
        const from = terms?.from ?? currentTask();
        if (count <= 2 && kind.validate === null) {
          return begin(new Ask(kind, count, a, b, from, this[ACTOR]), this[ACTOR], this[TIMEOUT], terms);
        }
        const args = argumentList(kind, count, [a, b, ...more]);
        return begin(new Ask(kind, MANY, args, undefined, from, this[ACTOR]), this[ACTOR], this[TIMEOUT], terms);
      };
    }
  }
  prepare("ask", AskMethodsOfDefinition.prototype, kinds, AskMethodsOfDefinition.method, other);
  return AskMethodsOfDefinition;
}

function prepare(
  verb: string,
  prototype: object,
  kinds: readonly MessageKind[],
  method: (kind: MessageKind) => unknown,
  other: OtherMessage,
): void {
  Reflect.deleteProperty(prototype, "constructor");
  for (const field of [ACTOR, TIMEOUT, TERMS]) Object.defineProperty(prototype, field, { value: null, writable: true });
  Object.defineProperty(prototype, INSPECT, {
    value(this: { readonly [ACTOR]: Addressee }) {
      return `[${verb} of ${this[ACTOR].describe()}]`;
    },
  });
  for (const kind of kinds) define(prototype, kind, method(kind));
  answerForOthers(prototype, (name) => {
    const kind = other(name);
    define(prototype, kind, method(kind));
    return Reflect.get(prototype, name);
  });
}

function define(prototype: object, kind: MessageKind, method: unknown): void {
  Object.defineProperty(prototype, kind.name, { value: method });
}

function argumentList(kind: MessageKind, count: number, given: unknown[]): unknown[] {
  const args = given.slice(0, count);
  return kind.validate === null ? args : kind.validate(args);
}

function begin(ask: Ask, target: Addressee, timeout: number, terms: AskTerms | null): Ask {
  if (terms !== null && terms.signal !== null && !ask.listen(terms.signal)) return ask;
  if (timeout !== Number.POSITIVE_INFINITY) limit(ask, target.scheduler, timeout);
  target.askOne(ask);
  return ask;
}

/**
 * Answers for every name that is not defined, which types rule out, and plain JavaScript does not; but not for what `await`,
 * JSON.stringify and consoles look for in any object.
 */
function answerForOthers(prototype: object, answer: (name: string) => unknown): void {
  Object.setPrototypeOf(
    prototype,
    new Proxy(Object.create(null) as object, {
      get(_target, name) {
        if (typeof name === "symbol" || name === "then" || name === "toJSON") return undefined;
        // Looked at for its prototype alone.
        return name === "constructor" ? () => answer(name) : answer(name);
      },
    }),
  );
}
