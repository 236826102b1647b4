/** What an actor or task does now, as rows show it. */
import { type AnyRef, type HandlerStatus, isRef, statusOf } from "@mailslot/actor";
import type { Task } from "@mailslot/core";
import { dumpTask } from "@mailslot/core/engine";
import type { ActorRow } from "../protocol/frames.js";
import type { Facts } from "./chains.js";

export function actorRow(ref: AnyRef): ActorRow {
  const { name, definition, status, handlers, depth, behaviour } = statusOf(ref);
  const [first, ...others] = handlers;
  const handles = first === undefined ? null : (first.message ?? "its body");
  return {
    key: name,
    definition,
    status: status === "idle" || status === "ready" || status === "handling" ? behaviour : status,
    depth,
    handles: others.length === 0 ? handles : `${handles} and ${others.length} more`,
    ms: longest(handlers),
    waitsFor: first?.waitingFor ?? null,
  };
}

/** Returns for how long an actor has been at a message; null when it is at none. */
export function handlingOf(ref: AnyRef): number | null {
  if (ref.load === 0) return null; // of many, most have nothing to do
  return longest(statusOf(ref).handlers);
}

function longest(handlers: readonly HandlerStatus[]): number | null {
  const known = handlers.map(({ handlingMs, waitingMs }) => handlingMs ?? waitingMs ?? 0);
  return known.length === 0 ? null : Math.max(...known);
}

/** Returns what is known of one who waits, or is waited for. */
export function factsOf(task: Task): Facts {
  const { name, waitingFor, waitingMs } = dumpTask(task);
  return { name, ms: (isRef(task) ? handlingOf(task) : null) ?? waitingMs, waitsFor: waitingFor };
}
