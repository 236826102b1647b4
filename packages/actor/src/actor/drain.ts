/**
 * Ends that lose nothing: the actor takes no more messages, handles what it has, and exits. A mark behind the last message
 * says when that is. See docs/decisions/0309-draining.md.
 *
 * Invariants: an actor that is DRAINING is to exit, or has a mark in its mailbox.
 */
import { HOOK, type MessageKind } from "../definition/message-kind.js";
import type { ExitReason } from "../exit-reason.js";
import { ToldMessage } from "../mailbox/message.js";
import type { AnyRef } from "../ref/ref.js";
import type { Signal } from "../signal.js";
import { type ActorCore, actorOf } from "./actor-core.js";
import { DRAINING, EXITING, GONE } from "./mode.js";

/**
 * Asks the actor to end when it has handled every message that has been sent to it, also those that wait for room. From now on it takes
 * none: tells become dead letters, asks fail with `ERR_MAILSLOT_NO_ACTOR`, and routers pass it over. Handlers that
 * interleave end by themselves. What it has stashed by then is discarded. A raw actor is terminated, one elsewhere is stopped. Does nothing to an actor that is to
 * end already.
 *
 * @example
 * ```ts
 * import { defineActor, drain, exitOf, spawn } from "@mailslot/actor";
 *
 * const Printer = defineActor("printer", { receive: { print: (_ctx, page: number) => console.log("page", page) } });
 * const printer = spawn(Printer);
 * printer.tell.print(1);
 * printer.tell.print(2);
 * drain(printer);
 * printer.tell.print(3); // a dead letter
 * console.log(await exitOf(printer)); // shutdown
 * ```
 */
export function drain(ref: AnyRef, reason: ExitReason = "shutdown"): void {
  const actor = actorOf(ref).standsFor;
  if (actor === null || actor.drainElsewhere(reason)) return;
  if (closes(actor, reason)) actor.putSystem(new Mark(actor, reason));
}

/**
 * Asks the actor to end as soon as no handler of it runs, also none that interleaves. From now on it takes no messages, and those that
 * wait are discarded at its end.
 */
export function finish(ref: AnyRef, reason: ExitReason = "shutdown"): void {
  const actor = actorOf(ref);
  if (!actor.isDistant) closes(actor, reason);
  actor.stop(reason);
}

/** Takes no more messages; returns whether something is to be waited for. */
function closes(actor: ActorCore, reason: ExitReason): boolean {
  if (actor.definition.isRaw) actor.terminate(reason);
  if (actor.isDistant) actor.stop(reason);
  if (actor.isDistant || (actor.flags & (GONE | EXITING | DRAINING)) !== 0) return false;
  actor.flags |= DRAINING;
  actor.extra.isPatient = true;
  return true;
}

/** Stands behind the last message of an actor that drains. */
class Mark extends ToldMessage {
  private readonly actor: ActorCore;

  constructor(actor: ActorCore, reason: ExitReason) {
    super(MARK, 1, { type: "drain", from: actor, reason } satisfies Signal, undefined, null);
    this.actor = actor;
  }

  override isGivenUp(): boolean {
    return (this.actor.flags & EXITING) !== 0;
  }
}

function reached(actor: ActorCore, { reason }: Signal): void {
  // Those that waited for room come in behind the mark.
  if (actor.extra.mailbox?.hasMessages === true) actor.putSystem(new Mark(actor, reason));
  else actor.stop(reason);
}

const MARK: MessageKind = { ...HOOK, name: "drain", handler: reached as never };
