/**
 * The asynchronous contexts of messages: that of its sender, for each that was sent while a carrier was installed. Beside
 * the messages, which have no room for it: without a carrier it costs nothing.
 */
import type { Task } from "@mailslot/core";
import { type Carried, captureFor } from "@mailslot/core/engine";
import type { Message } from "./message.js";

const contexts: WeakMap<Message, Carried> = new WeakMap();

/**
 * Remembers the context of this moment for `message`, which is sent to `actor`, unless it has one already; returns whether it
 * has.
 */
export function rememberContext(message: Message, actor: Task): boolean {
  if (!contexts.has(message)) giveContext(message, captureFor(actor)); // user code runs here
  return contexts.has(message);
}

/** Gives a message the context in which it is to be handled. */
export function giveContext(message: Message, carried: Carried | null): void {
  if (carried !== null) contexts.set(message, carried);
}

/** Gives `to`, which stands for `message`, its context. */
export function passContext(message: Message, to: Message): void {
  const carried = contexts.get(message);
  if (carried !== undefined) contexts.set(to, carried);
}

/** Returns the context of the sender of `message`; undefined when none was captured. */
export function senderContext(message: Message): Carried | undefined {
  return contexts.get(message);
}
