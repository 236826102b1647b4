/**
 * Messages: what stands in a mailbox, and how a handler is called with one. A message that is asked for a reply is an
 * {@link Ask}, which has the same fields.
 */
import type { Task } from "@mailslot/core";
import type { Carried } from "@mailslot/core/engine";
import type { AnyHandler, MessageKind } from "../definition/message-kind.js";

/** In place of the number of arguments: `a` holds all of them as an array. */
export const MANY = -1;

export interface Message {
  /** The message after this one; the last of a mailbox names the first. */
  after: Message | null;
  readonly kind: MessageKind;
  /** How many arguments are in `a` and `b`, or MANY. */
  readonly count: number;
  readonly a: unknown;
  readonly b: unknown;
  /** The task that sent it; null outside every task. */
  readonly from: Task | null;
  /** The context of its sender; null if there was none to capture, and not there at all without a carrier. */
  carried?: Carried | null;
  /** Whether it was given up. */
  isGivenUp(): boolean;
  /** Takes the result of the handler. */
  reply(result: unknown): void;
  /** Learns that the message was not handled, or not to its end. */
  refuse(error: Error): void;
}

/** A message without a reply. */
export class ToldMessage implements Message {
  after: Message | null;
  readonly kind: MessageKind;
  readonly count: number;
  readonly a: unknown;
  readonly b: unknown;
  readonly from: Task | null;
  carried?: Carried | null;

  constructor(kind: MessageKind, count: number, a: unknown, b: unknown, from: Task | null) {
    this.after = null;
    this.kind = kind;
    this.count = count;
    this.a = a;
    this.b = b;
    this.from = from;
  }

  isGivenUp(): boolean {
    return false;
  }

  reply(): void {}
  refuse(): void {}
}

/** Calls a handler with the arguments of a message. */
export function invoke(handler: AnyHandler, context: object, { count, a, b }: Message): unknown {
  const call = handler as (context: object, ...args: unknown[]) => unknown;
  if (count === 1) return call(context, a);
  if (count === 0) return call(context);
  return count === MANY ? call(context, ...(a as unknown[])) : call(context, a, b);
}

/** Returns the arguments of a message. */
export function argumentsOf(message: Message): unknown[] {
  if (message.count === MANY) return message.a as unknown[];
  return [message.a, message.b].slice(0, message.count);
}
