/** What the spans and metrics of one kind of message are called, made once for each. */

import { type AnyRef, type Definition, definitionOf } from "@mailslot/actor";
import type { Attributes } from "@opentelemetry/api";

const SYSTEM = "mailslot";

/** One kind of message of one definition. */
export interface MessageNames {
  /** The name of the spans of an ask, and of its handler. */
  readonly ask: string;
  /** The name of the span of a tell, and of its handler. */
  readonly tell: string;
  readonly process: string;
  /** The name of the span of the handler of what a timer sends, and its attributes. */
  readonly timer: string;
  readonly timed: Attributes;
  /** The attributes of both ends of an ask, by the conventions for remote procedure calls. */
  readonly called: Attributes;
  /** The attributes of a tell, and of its handler, by the conventions for messaging. */
  readonly sent: Attributes;
  readonly processed: Attributes;
}

const known: WeakMap<Definition, Map<string, MessageNames>> = new WeakMap();

/** Returns the names for a message to an actor. */
export function namesFor(to: AnyRef, message: string): MessageNames {
  const definition = definitionOf(to);
  let messages = known.get(definition);
  if (messages === undefined) known.set(definition, (messages = new Map()));
  let names = messages.get(message);
  if (names === undefined) messages.set(message, (names = makeNames(definition.name, message)));
  return names;
}

function makeNames(definition: string, message: string): MessageNames {
  const method = `${definition}/${message}`;
  const destination = { "messaging.system": SYSTEM, "messaging.destination.name": definition };
  return {
    ask: method,
    tell: `tell ${method}`,
    process: `process ${method}`,
    timer: `timer ${method}`,
    timed: { "mailslot.message": message },
    called: { "rpc.system.name": SYSTEM, "rpc.method": method },
    sent: {
      ...destination,
      "messaging.operation.name": "tell",
      "messaging.operation.type": "send",
      "mailslot.message": message,
    },
    processed: {
      ...destination,
      "messaging.operation.name": "process",
      "messaging.operation.type": "process",
      "mailslot.message": message,
    },
  };
}
