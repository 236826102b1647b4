/**
 * The asynchronous contexts of messages: that of its sender, for each that was sent while a carrier was installed. A message
 * gets the field with the first context, so that without a carrier it costs nothing. See docs/decisions/0308-context-of-a-message.md.
 */
import type { Carried } from "@mailslot/core/engine";
import type { Message } from "./message.js";

/** Gives a message the context in which it is to be handled, if there is one. */
export function giveContext(message: Message, carried: Carried | null): void {
  if (carried !== null) message.carried = carried;
}

/** Returns the context of the sender of `message`; undefined when none was captured. */
export function senderContext(message: Message): Carried | undefined {
  return message.carried ?? undefined;
}
