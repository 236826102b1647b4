/**
 * What an actor does now, as seen from outside: for inspectors, health checks and whoever looks for the one that hangs. It reads what
 * the actor keeps anyway, so an actor that nobody looks at pays nothing.
 */
import type { DumpedTask, Task } from "@mailslot/core";
import { dumpTask, workMs } from "@mailslot/core/engine";
import { type ActorCore, actorOf } from "../actor/actor-core.js";
import { type Interleaved, InterleavedSteps } from "../actor/interleaved.js";
import { DRAINING, EXITING, GONE, STARTING, STOPPING } from "../actor/mode.js";
import { Ask } from "../ask/ask.js";
import type { ExitReason } from "../exit-reason.js";
import { handoff } from "../mailbox/handoff.js";
import type { Message } from "../mailbox/message.js";
import type { AnyRef } from "../ref/ref.js";

/**
 * Where an actor stands: `"starting"` until its `started` has run; `"idle"` without a message; `"ready"` with messages that wait for its
 * tick; `"handling"` while a handler runs or waits; `"draining"` while it takes no more messages; `"stopping"` from when it is to end;
 * `"exited"`. Of a ref: `"absent"` while none that it leads to runs, and `"elsewhere"` when its actor lives on another thread or node.
 */
export type ActorStanding =
  | "starting"
  | "idle"
  | "ready"
  | "handling"
  | "draining"
  | "stopping"
  | "exited"
  | "absent"
  | "elsewhere";

/** One handler or hook of an actor that has begun and has not ended. */
export interface HandlerStatus {
  /** The name of the message, or of the hook, such as `"started"`; null for the body of a raw actor. */
  readonly message: string | null;
  /** The name of the task or actor that sent the message; null when that is not known, and for hooks. */
  readonly from: string | null;
  /** Whether the message was asked: somebody may wait for the reply. */
  readonly asked: boolean;
  /** For how many milliseconds it has been handled, as exact as a dump; null when it runs, or that is not known. */
  readonly handlingMs: number | null;
  /** What the handler waits for; null when it runs, or is about to. */
  readonly waitingFor: string | null;
  /** For how many milliseconds it has waited for that, as exact as a dump; null when it does not wait, or that is not known. */
  readonly waitingMs: number | null;
  /** Whole milliseconds until time itself ends that wait, of a sleep, a time limit or an ask; null for other waits. */
  readonly leftMs: number | null;
}

/** What an actor does now. */
export interface ActorStatus {
  /** The name of the actor; of a ref that outlasts restarts, that of the incarnation that runs, else of the ref. */
  readonly name: string;
  /** The name of its definition. */
  readonly definition: string;
  /** Where it stands. */
  readonly status: ActorStanding;
  /** The handlers and hooks that it is at: none, one, or several that interleave, in the order in which they began. */
  readonly handlers: readonly HandlerStatus[];
  /**
   * How many messages wait in its mailbox or for room in it; of an actor elsewhere, how many asks from here have no answer yet; while it is
   * absent, how many messages the ref keeps for the next one.
   */
  readonly depth: number;
  /** How many messages it has stashed. */
  readonly stashed: number;
  /** What it has become; null for nothing. */
  readonly behaviour: string | null;
  /** Why it has ended, or is to end; undefined before. */
  readonly reason: ExitReason;
}

/**
 * Returns what an actor does now: where it stands, which messages it handles, what their handlers wait for, and how many wait behind
 * them. Of an actor that runs here it knows all; of one elsewhere, whether it is known to have exited. A ref that outlasts restarts
 * answers for the incarnation that runs, and starts none.
 *
 * @example
 * ```ts
 * import { defineActor, spawn, statusOf } from "@mailslot/actor";
 * import { sleep } from "@mailslot/core";
 *
 * const Printer = defineActor("printer", { receive: { print: (_ctx, _page: number) => sleep(20) } });
 * const printer = spawn(Printer);
 * for (const page of [1, 2, 3]) printer.tell.print(page);
 * await sleep(5);
 * const { status, handlers, depth } = statusOf(printer);
 * console.log(status, handlers[0]?.message, depth); // handling print 2
 * ```
 */
export function statusOf(ref: AnyRef): ActorStatus {
  const given = actorOf(ref);
  const actor = given.standsFor;
  if (actor === null) return answer(given, given.mayReturn ? "absent" : "exited", given.load);
  if (actor.isDistant) return answer(actor, actor.alive ? "elsewhere" : "exited", actor.load);
  const isGone = (actor.flags & GONE) !== 0;
  const task = isGone ? null : dumpTask(actor);
  const handlers = task === null ? [] : handlersOf(actor, task);
  return { ...answer(actor, standingOf(actor, handlers), actor.depth), handlers };
}

function answer(actor: ActorCore, status: ActorStanding, depth: number): ActorStatus {
  const extra = actor.extraIfAny;
  return {
    name: actor.name,
    definition: actor.definition.name,
    status,
    handlers: [],
    depth,
    stashed: extra?.stash?.size ?? 0,
    behaviour: actor.behaviour,
    reason: (actor.flags & (EXITING | GONE)) === 0 ? undefined : (extra?.reason ?? "normal"),
  };
}

function standingOf(actor: ActorCore, handlers: readonly HandlerStatus[]): ActorStanding {
  const { flags, definition } = actor;
  if ((flags & GONE) !== 0) return "exited";
  if ((flags & EXITING) !== 0) return "stopping";
  if ((flags & DRAINING) !== 0) return "draining";
  if ((flags & STARTING) !== 0 && !definition.isRaw) return "starting";
  if (handlers.length > 0) return "handling";
  // What waits in the mailbox of a raw actor is what its body does not want yet.
  return actor.isIdle || definition.isRaw ? "idle" : "ready";
}

function handlersOf(actor: ActorCore, task: DumpedTask): HandlerStatus[] {
  const { interleaved, selective } = actor.extraIfAny ?? { interleaved: null, selective: null };
  const isAtWork = actor.inSteps || actor.isPromised || task.status === "running";
  const isReceiving = selective !== null && selective.receives.size > 0;
  const own = isAtWork && !isReceiving ? [handlerOf(actor, task)] : [];
  const others = Array.from(interleaved ?? [], (handler) => statusFor(handler.message, waitsOf(handler)));
  return [...own, ...others];
}

/** The part of a dump that says what a task waits for. */
type Waits = Pick<DumpedTask, "status" | "waitingFor" | "waitingMs" | "leftMs" | "handlingMs">;

function waitsOf(handler: Interleaved): Waits {
  if (!(handler instanceof InterleavedSteps)) return PROMISED;
  const task = handler as Task;
  return { ...dumpTask(task), handlingMs: handler.hasBegun && handler.inSteps ? workMs(task) : null };
}

const PROMISED: Waits = {
  status: "waiting",
  waitingFor: "its promise",
  waitingMs: null,
  leftMs: null,
  handlingMs: null,
};

function handlerOf(actor: ActorCore, wait: Waits): HandlerStatus {
  const { flags, definition, current } = actor;
  if ((flags & STOPPING) !== 0) return hookStatus("stopped", wait);
  if ((flags & STARTING) !== 0) return hookStatus(definition.isRaw ? null : "started", wait);
  const message = current ?? (handoff.taken.to === actor ? handoff.taken : null);
  return message === null ? hookStatus(null, wait) : statusFor(message, wait);
}

function hookStatus(message: string | null, wait: Waits): HandlerStatus {
  return { message, from: null, asked: false, ...waitOf(wait) };
}

function statusFor(message: Pick<Message, "kind" | "from">, wait: Waits): HandlerStatus {
  return {
    message: message.kind.name,
    from: message.from?.name ?? null,
    asked: message instanceof Ask,
    ...waitOf(wait),
  };
}

function waitOf(wait: Waits): Pick<HandlerStatus, "handlingMs" | "waitingFor" | "waitingMs" | "leftMs"> {
  const { status, handlingMs, waitingFor, waitingMs, leftMs } = wait;
  if (status !== "waiting") return { handlingMs, waitingFor: null, waitingMs: null, leftMs: null };
  return { handlingMs, waitingFor, waitingMs, leftMs };
}
