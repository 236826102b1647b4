/**
 * A stage for tests: a scheduler over a manual event loop, and puppets, actors or plain tasks, that do what they are told
 * and keep the signals that they hear. Nothing happens before `run`.
 */
import {
  type AnyRef,
  defineActor,
  type ExitReason,
  isRef,
  type RefOf,
  type Signal,
  spawn,
  spawnWith,
  taskOf,
} from "@mailslot/actor";
import { channel, notReady, type Scheduler, type Steps, type Task } from "@mailslot/core";
import { type ChildSpec, type Supervisor, type SupervisorOptions, signals, supervisor } from "@mailslot/supervision";
import { orderedStage, type Stage as TaskStage, stage as taskStage } from "@mailslot/test-support/stage";

export type Kind = "actor" | "task";
export const kinds: readonly Kind[] = ["actor", "task"];

export interface Puppet {
  readonly who: AnyRef | Task;
  readonly heard: Signal[];
  /** Lets it call `action`, which may wait in steps, in a tick of its own, behind what it was told before. */
  act(action: () => Steps<void> | void): void;
  /** Returns why it has ended; `"alive"` before. */
  end(): ExitReason;
}

export interface Stage extends TaskStage {
  puppet(kind: Kind, name?: string): Puppet;
}

const PuppetActor = defineActor("puppet", {
  state: (heard: Signal[]) => ({ heard }),
  receive: {
    act(_ctx, action: () => Steps<void> | void) {
      return action();
    },
  },
  signal(ctx, signal) {
    ctx.state.heard.push(signal);
  },
});

export function stage(base = taskStage()): Stage {
  const { scheduler } = base;
  return {
    ...base,
    puppet: (kind, name = "puppet") => (kind === "actor" ? actor(scheduler) : task(scheduler, name)),
  };
}

function actor(scheduler: Scheduler): Puppet {
  const heard: Signal[] = [];
  const who = spawnWith({ scheduler }, PuppetActor, heard);
  return { who, heard, act: (action) => void who.tell.act(action), end: () => endOf(who) };
}

function task(scheduler: Scheduler, name: string): Puppet {
  const orders = channel<() => Steps<void> | void>();
  const heard: Signal[] = [];
  const who = scheduler.go(
    function* () {
      for (;;) yield* (yield* orders.recv())() ?? [];
    },
    { name },
  ) as Task;
  return {
    who,
    get heard() {
      const inbox = signals(who);
      for (let next = inbox.poll(); next !== notReady; next = inbox.poll()) heard.push(next);
      return heard;
    },
    act: (action) => void orders.send(action),
    end: () => endOf(who),
  };
}

/** Returns why an actor or task has ended; `"alive"` before. Does not count as having seen a failure. */
export function endOf(who: AnyRef | Task): ExitReason {
  const it = isRef(who) ? taskOf(who) : who;
  if (!["completed", "failed", "cancelled"].includes(it.status)) return "alive";
  const end = it.outcome().poll();
  if (end === notReady) return "alive";
  if (end.status === "completed") return isRef(who) ? end.value : "normal";
  return end.status === "failed" ? end.error : end.reason;
}

/** Returns type and reason of signals. */
export function said(heard: readonly Signal[]): [string, ExitReason][] {
  return heard.map(({ type, reason }) => [type, reason]);
}

/** A child of supervisors: logs `+id` when it is started and `-id why` when it stops. */
export const Worker = defineActor("worker", {
  state: (log: string[], id: string) => {
    log.push(`+${id}`);
    return { log, id };
  },
  receive: {
    crash(_ctx, error: unknown) {
      throw error;
    },
    end(ctx, reason: unknown) {
      ctx.stop(reason);
    },
    count: () => 1,
  },
  stopped(ctx, reason) {
    ctx.state.log.push(`-${ctx.state.id} ${reason instanceof Error ? reason.message : String(reason)}`);
  },
});
export type Worker = RefOf<typeof Worker>;

/** A supervisor on a stage, and what happened there. */
export interface Scene extends Stage {
  readonly log: string[];
  /** Returns what was logged since the last call. */
  news(): string;
  start(options: SupervisorOptions): Supervisor;
  spec(id: string, more?: Partial<ChildSpec>): ChildSpec;
  worker(sup: Supervisor, id: string): Worker;
  /** Lets a child crash, and its supervisor act. */
  crash(sup: Supervisor, id: string, error?: unknown): void;
  /** Returns id and status of each child. */
  statuses(sup: Supervisor): string[];
}

export function scene(on = stage()): Scene {
  const log: string[] = [];
  const { now } = on;
  const worker = (sup: Supervisor, id: string) => sup.child(id) as Worker;
  return {
    ...on,
    log,
    news: () => log.splice(0).join(", "),
    start: (options) => now(supervisor({ scheduler: on.scheduler, ...options })),
    spec: (id, more) => ({ id, start: () => spawn(Worker, log, id), ...more }),
    worker,
    crash(sup, id, error = crash) {
      worker(sup, id).tell.crash(error);
      on.run();
    },
    statuses: (sup) => now(sup.whichChildren()).map(({ id, status }) => `${id} ${status}`),
  };
}

/** Makes a scene for tests of the scheduler's own order: see `orderedStage` of test-support. */
export function orderedScene(): Scene {
  return scene(stage(orderedStage()));
}

/** What a child crashes with. */
export const crash = new Error("crash");

/** An intensity that no test exceeds. */
export const many = { restarts: 100, within: 1 };

/** Returns the code of what `run` throws. */
export function code(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
  return "nothing thrown";
}

/** Waits for good. */
export function* never(): Steps<void> {
  yield* channel<void>().recv();
}
