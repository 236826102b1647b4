/**
 * What raw actors have received, while somebody watches messages: a message is handled from when the body receives it until it wants the next,
 * an ask until it has its end. Meanwhile the actor has the context of the message.
 *
 * Invariants: an actor is in `received` from the receipt of a message that is watched until it wants the next or ends; its own context is kept
 * there meanwhile.
 */
import type { Task } from "@mailslot/core";
import { type Carried, contextOf, setContext } from "@mailslot/core/engine";
import { Ask } from "../ask/ask.js";
import type { Message } from "../mailbox/message.js";
import { type Receiver, type ReceiveWatcher, receiving } from "../mailbox/receive.js";
import type { AnyRef } from "../ref/ref.js";
import type { HandlerEnd } from "./message-watcher.js";
import { contextFor, type Trip, tripOf } from "./trip.js";

interface Received {
  readonly message: Message;
  readonly trip: Trip;
  readonly home: Carried | null;
}

type Actor = Receiver & Task & { readonly self: AnyRef };

const received: WeakMap<object, Received> = new WeakMap();

const COMPLETED: HandlerEnd = { status: "completed" };

const WATCHER: ReceiveWatcher = {
  wanted: (actor) => forgetReceived(actor, COMPLETED),
  received(receiver, message) {
    const actor = receiver as Actor;
    forgetReceived(actor, COMPLETED); // it may take several at once
    const trip = tripOf(message);
    if (trip === null) return;
    received.set(actor, { message, trip, home: contextOf(actor) });
    setContext(actor, contextFor(trip));
    trip.received(actor.self); // user code runs here
  },
};

/** A body is done with what it has received, but for an ask that it has not answered yet. */
export function forgetReceived(actor: object, end: HandlerEnd): void {
  const last = received.get(actor);
  if (last === undefined) return;
  received.delete(actor);
  setContext(actor as Actor, last.home);
  if (!(last.message instanceof Ask)) last.trip.ended(end); // user code runs here
}

/** Returns the context of the message that an actor has received and handles; null for whatever else sends. */
export function contextOfReceived(sender: object | null): Carried | null {
  const last = sender === null ? undefined : received.get(sender);
  return last === undefined ? null : contextFor(last.trip);
}

export function watchReceives(isWatched: boolean): void {
  receiving.watcher = isWatched ? WATCHER : null;
}
