/** A stage for tests on which actors can be spawned. */
import { type Definition, type Ref, spawnWith } from "@mailslot/actor";
import type { Policy } from "@mailslot/core";
import {
  orderedStage as orderedTaskStage,
  type Stage as TaskStage,
  stage as taskStage,
} from "@mailslot/test-support/stage";

export interface Stage extends TaskStage {
  /** Spawns an actor on this stage. */
  spawn<A extends readonly unknown[], R>(definition: Definition<A, R>, ...args: A): Ref<R>;
}

export function stage(name?: string, policy?: Partial<Policy>): Stage {
  return withSpawn(taskStage(name, policy));
}

/** Makes a stage for tests of the scheduler's own order: see `orderedStage` of test-support. */
export function orderedStage(name?: string, policy?: Partial<Policy>): Stage {
  return withSpawn(orderedTaskStage(name, policy));
}

function withSpawn(base: TaskStage): Stage {
  return { ...base, spawn: (definition, ...args) => spawnWith({ scheduler: base.scheduler }, definition, ...args) };
}
