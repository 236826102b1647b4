/**
 * The context of a message on its way between threads and nodes, as data: packed where it is sent, and made a context again where it is
 * taken in, by the carriers of the two.
 */
import type { Task, Waiter } from "@mailslot/core";
import { type Carried, carrierFor, reportThrown } from "@mailslot/core/engine";
import type { ActorCore } from "../actor/actor-core.js";
import type { Message } from "./message.js";
import { senderContext } from "./sender-context.js";

/** The message that was sent elsewhere and is handed to its actor at this moment. */
export const arriving: { message: Message | null } = { message: null };

/** Returns what stands for the context of a message elsewhere; undefined when there is nothing. */
export function packContext(message: Message, to: Task): unknown {
  const carried = senderContext(message);
  return carried === undefined ? undefined : packed(carried, to);
}

/** Returns what stands for a context elsewhere; a carrier that fails costs the context and not the message. */
export function packed({ carrier, context }: Carried, to: Task): unknown {
  try {
    return carrier.pack?.(context); // user code runs here
  } catch (error) {
    reportThrown("pack of the context carrier", error, to as unknown as Waiter);
    return undefined;
  }
}

/** Returns the context in which a message from elsewhere is handled, with which `data` came: that of the actor if nothing is made of data. */
export function contextOfArrival(data: unknown, actor: ActorCore): Carried {
  return unpacked(data, actor) ?? actor.home ?? NONE;
}

const NONE: Carried = { carrier: { capture: () => null, run: (_, step) => step() }, context: null };

function unpacked(data: unknown, to: Task): Carried | null {
  const carrier = carrierFor(to);
  if (carrier?.unpack === undefined) return null;
  try {
    return { carrier, context: carrier.unpack(data) }; // user code runs here
  } catch (error) {
    reportThrown("unpack of the context carrier", error, to as unknown as Waiter);
    return null;
  }
}
