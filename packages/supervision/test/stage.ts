/**
 * A stage for tests: a scheduler over a manual event loop, and puppets, actors or plain tasks, that do what they are told
 * and keep the signals that they hear. Nothing happens before `run`.
 */
import { type AnyRef, defineActor, type ExitReason, isRef, type Signal, spawnWith, taskOf } from "@mailslot/actor";
import { channel, notReady, type Scheduler, type Steps, type Task } from "@mailslot/core";
import { signals } from "@mailslot/supervision";
import { type Stage as TaskStage, stage as taskStage } from "@mailslot/test-support/stage";

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

export function stage(): Stage {
  const base = taskStage();
  const { scheduler } = base;
  return { ...base, puppet: (kind, name = "puppet") => (kind === "actor" ? actor(scheduler) : task(scheduler, name)) };
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
