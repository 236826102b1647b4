/** Significant and dynamic children under random ends, restarts and requests: every request is answered, and nothing is left. */
import { defineActor, kill, type RefOf, spawn } from "@mailslot/actor";
import { isMailslotError, type Source, type Steps, sleep, type Task } from "@mailslot/core";
import {
  type ChildSpec,
  dynamicSupervisor,
  type StartResult,
  type Supervisor,
  supervisor,
} from "@mailslot/supervision";
import { anySeed } from "@mailslot/test-support/misbehave";
import { random } from "@mailslot/test-support/seeded";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { crash, scene } from "../stage.js";

const Child = defineActor("child", {
  receive: {
    crash() {
      throw crash;
    },
    end: (ctx, reason: unknown) => ctx.stop(reason),
    *slow() {
      try {
        yield* sleep(50);
      } finally {
        yield* sleep(5);
      }
    },
  },
});
type Child = RefOf<typeof Child>;

const AUTO = ["never", "any-significant", "all-significant"] as const;
const STRATEGIES = ["one-for-one", "one-for-all", "rest-for-one"] as const;
const RESTARTS = ["permanent", "transient", "temporary"] as const;
const SHUTDOWNS = [0, 10, 100, "brutal-kill", { drain: 20 }] as const;
const IDS = ["a", "b", "c", "d", "e"];

/** Waits for what a supervisor was asked; gives null when it refuses. */
function* answer<T>(asked: Source<T>): Steps<T | null> {
  try {
    return yield* asked;
  } catch (error) {
    assert.ok(isMailslotError(error), `refused with ${String(error)}`);
    return null;
  }
}

function run(seed: number): void {
  const on = scene();
  const draw = random(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(draw() * items.length)] as T;
  const auto = pick(AUTO);
  const start = (): StartResult => {
    const luck = draw();
    if (luck < 0.05) throw crash;
    if (luck < 0.1) return null;
    if (luck > 0.2) return spawn(Child);
    return (function* late() {
      yield* sleep(3);
      return spawn(Child);
    })();
  };
  const spec = (id: string): ChildSpec => {
    const restart = pick(RESTARTS);
    const significant = auto !== "never" && restart !== "permanent" && draw() < 0.6;
    return { id, restart, significant, shutdown: pick(SHUTDOWNS), start };
  };
  const common = { scheduler: on.scheduler, ...(draw() < 0.4 ? { backoff: { initial: 10, max: 40, jitter: 0 } } : {}) };
  const asked: Task[] = [];
  const ask = (request: Source<unknown>): void => void asked.push(on.go(answer(request)) as Task);

  const made = {
    ...{ strategy: pick(STRATEGIES), autoShutdown: auto, children: IDS.slice(0, 4).map(spec) },
    intensity: { restarts: pick([2, 1_000]), within: 1_000 },
  };
  const starting = on.go(() => answer(supervisor({ ...common, ...made })));
  on.loop.advance(50);
  const sup = starting.poll() as Supervisor | null; // null when its children did not start
  const every = { restart: pick(RESTARTS), shutdown: pick(SHUTDOWNS), start: (_n: number) => start() };
  const dynamic = on.now(dynamicSupervisor({ ...common, ...every, intensity: { restarts: 1_000 } }));
  const running = (): Child[] => {
    const list = [dynamic, ...(sup === null ? [] : [sup])].filter(({ alive }) => alive);
    const infos = list.map((each) => on.go(answer(each.whichChildren())));
    on.run();
    return infos
      .flatMap((info) => (info.status === "completed" ? (info.poll() as never[] | null) : []) ?? [])
      .map(({ child }) => child as Child | null)
      .filter((child) => child !== null);
  };
  const hurt = (child: Child | undefined): void => {
    if (child === undefined) return;
    const luck = draw();
    if (luck < 0.25) kill(child);
    else if (luck < 0.5) child.tell.crash();
    else if (luck < 0.75) child.tell.end(pick(["normal", "shutdown", crash]));
    else child.tell.slow();
  };
  const acts: readonly (() => void)[] = [
    () => hurt(pick(running())),
    () => hurt(pick(running())),
    () => sup !== null && ask(sup.terminateChild(pick(IDS))),
    () => sup !== null && ask(sup.restartChild(pick(IDS))),
    () => sup !== null && ask(sup.deleteChild(pick(IDS))),
    () => sup !== null && ask(sup.startChild(spec("e"))),
    () => ask(dynamic.startChild(1)),
    () => ask(dynamic.terminateChild(pick(running()) ?? (dynamic.ref as never))),
    () => on.loop.advance(Math.floor(draw() * 30)),
  ];
  for (let step = 0; step < 40; step++) {
    pick(acts)();
    if (draw() < 0.5) on.run();
  }
  if (sup !== null) ask(sup.stop());
  ask(dynamic.stop());
  on.loop.advance(1_000);
  assert.equal(
    asked.map(({ status }) => status).filter((status) => status !== "completed"),
    [],
  );
  assert.equal(on.left(), { tasks: [], timers: 0 });
}

test("every request is answered, and supervisors stop, whatever ends meanwhile", () => anySeed(run, 60));

test.run();
