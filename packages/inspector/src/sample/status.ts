/** What an actor does now, as rows show it. */
import { type AnyRef, isRef, statusOf } from "@mailslot/actor";
import type { Source, StacklessTask, Task } from "@mailslot/core";
import { nameOf } from "@mailslot/core/engine";
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
    ms: rounded(longest(handlers)),
    waitsFor: first?.waitingFor ?? null,
  };
}

/** Returns for how long an actor has waited in a handler, at least; null when it does not. */
export function waitingOf(ref: AnyRef): number | null {
  if (ref.load === 0) return null; // of many, most have nothing to do
  return longest(statusOf(ref).handlers);
}

function longest(handlers: readonly { readonly waitingMs: number | null }[]): number | null {
  const known = handlers.flatMap(({ waitingMs }) => (waitingMs === null ? [] : [waitingMs]));
  return known.length === 0 ? null : Math.max(...known);
}

function rounded(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms);
}

/** What is known of those who wait. How long a plain task has waited is known from when it was first seen so. */
export class WaitFacts {
  private readonly clock: { now(): number };
  private readonly seen: WeakMap<Task, { readonly on: object; readonly at: number }>;

  constructor(clock: { now(): number }) {
    this.clock = clock;
    this.seen = new WeakMap();
  }

  of(task: Task): Facts {
    const ms = isRef(task) ? waitingOf(task) : null;
    return { name: task.name, ms: ms ?? this.sinceSeen(task), waitsFor: waitOf(task) };
  }

  private sinceSeen(task: Task): number | null {
    const on = sourceOf(task);
    if (on === null) return null;
    const known = this.seen.get(task);
    const now = this.clock.now();
    if (known?.on === on) return now - known.at;
    this.seen.set(task, { on, at: now });
    return 0;
  }
}

function waitOf(task: Task): string | null {
  const source = sourceOf(task);
  return source === null ? null : nameOf(source);
}

function sourceOf(task: Task): Source<unknown> | null {
  return (task as unknown as StacklessTask).waitingOn;
}
