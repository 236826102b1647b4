/** A stage for tests on which actors can be spawned. */
import { type Definition, type Ref, spawnWith } from "@mailslot/actor";
import type { Policy } from "@mailslot/core";
import { type Stage as TaskStage, stage as taskStage } from "@mailslot/test-support/stage";

export interface Stage extends TaskStage {
  /** Spawns an actor on this stage. */
  spawn<A extends readonly unknown[], R>(definition: Definition<A, R>, ...args: A): Ref<R>;
}

export function stage(name?: string, policy?: Partial<Policy>): Stage {
  const base = taskStage(name, policy);
  return { ...base, spawn: (definition, ...args) => spawnWith({ scheduler: base.scheduler }, definition, ...args) };
}
