/** What an actor does now, as rows show it. */
import { type AnyRef, definitionOf, isRef } from "@mailslot/actor";
import { coreOf } from "@mailslot/actor/engine";
import type { Source, StacklessTask, Task } from "@mailslot/core";
import { nameOf } from "@mailslot/core/engine";
import type { ActorRow } from "../protocol/frames.js";
import type { Facts } from "./chains.js";

interface Status {
  readonly depth: number;
  readonly handles: string | null;
  readonly ms: number | null;
}

export function statusOf(ref: AnyRef): Status {
  return { depth: ref.load, handles: null, ms: null };
}

export function actorRow(ref: AnyRef): ActorRow {
  const { depth, handles, ms } = statusOf(ref);
  return {
    key: ref.name,
    definition: definitionOf(ref).name,
    depth,
    handles,
    ms: ms === null ? null : Math.round(ms),
    waitsFor: waitOf(coreOf(ref)),
    alive: ref.alive,
  };
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
    const ms = isRef(task) ? statusOf(task).ms : null;
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
