// watchdog: 240 s
/** Nothing is kept of supervisors, children, links and monitors that have ended, however they ended. */
import { type AnyRef, kill, spawnWith, stop } from "@mailslot/actor";
import type { Source, Task } from "@mailslot/core";
import {
  demonitor,
  dynamicSupervisor,
  exit,
  goLinked,
  goSupervised,
  link,
  monitor,
  type Startable,
  type StartResult,
  supervisor,
  trapExits,
  unlink,
} from "@mailslot/supervision";
import { keepsNothing } from "@mailslot/test-support/kept";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { crash, never, stage, Worker } from "../stage.js";

const test = suite("kept");
const on = stage();
const log: string[] = [];
const lives = on.puppet("actor");
const listens = on.puppet("task");

/** Waits for `source`, whatever it comes to, and returns its value. */
function now<T>(source: Source<T>): T {
  let value: T | undefined;
  on.scheduler.go(function* () {
    try {
      value = yield* source;
    } catch {
      // it has failed, and has been seen
    }
  });
  on.run();
  log.length = 0;
  return value as T;
}

const worker = (): Worker => spawnWith({ scheduler: on.scheduler }, Worker, log, "a");
const dynamic = now(
  dynamicSupervisor({
    scheduler: on.scheduler,
    intensity: { restarts: Number.POSITIVE_INFINITY },
    start: (start: () => StartResult) => start(),
  }),
);
const temporary = now(
  dynamicSupervisor({ scheduler: on.scheduler, restart: "temporary", start: (start: () => StartResult) => start() }),
);
const sup = now(supervisor({ scheduler: on.scheduler, intensity: { restarts: Number.POSITIVE_INFINITY } }));
const child = (start: () => StartResult = worker): Startable => now(dynamic.startChild(start)) as Startable;
const spec = { id: "a", start: worker };
const fail = (): never => {
  throw crash;
};

const USES: Record<string, () => void> = {
  "a supervisor that is stopped": () => void now(now(supervisor({ scheduler: on.scheduler, children: [spec] })).stop()),
  "a supervisor that is killed": () => {
    exit(now(supervisor({ scheduler: on.scheduler, children: [spec] })), "kill");
    on.run();
  },
  "a supervisor that does not start": () =>
    now(supervisor({ scheduler: on.scheduler, children: [spec, { id: "b", start: fail }] })),
  "a supervisor whose start is given up": () => {
    const task = on.scheduler.go(() => supervisor({ children: [spec, { id: "b", start: () => never() as never }] }));
    on.run();
    task.cancel();
    on.run();
  },
  "a supervisor that gives up": () => {
    const failing = now(supervisor({ scheduler: on.scheduler, intensity: { restarts: 0 }, children: [spec] }));
    monitor(failing, lives.who);
    kill(failing.child("a"));
    on.run();
    lives.heard.length = 0;
  },
  "a child that is terminated": () => void now(dynamic.terminateChild(child())),
  "a child that is restarted, and terminated": () => {
    const first = child() as Worker;
    first.tell.crash(crash);
    on.run();
    now(dynamic.terminateChild(first));
  },
  "a child that ends": () => {
    const job = now(temporary.startChild(worker)) as Worker;
    job.tell.end("normal");
    on.run();
  },
  "a task that ends as a child": () => void now(temporary.startChild(() => on.scheduler.go(() => {}) as Task)),
  "a task that is terminated": () => void now(dynamic.terminateChild(child(() => on.scheduler.go(never) as Task))),
  "a child that does not start": () => void now(dynamic.startChild(fail)),
  "a child whose start gives none": () => void now(dynamic.startChild(() => null)),
  "a child by its id": () => {
    now(sup.startChild(spec));
    now(sup.terminateChild("a"));
    now(sup.deleteChild("a"));
  },
  "a restart": () => {
    if (now(sup.countChildren()).specs === 0) now(sup.startChild({ ...spec, id: "kept" }));
    (sup.child("kept" as never) as Worker).tell.crash(crash);
    on.run();
  },
  "a request that nothing waits for": () => {
    sup.whichChildren();
    on.run();
  },
  "a link that is ended": () => {
    const other = worker();
    link(other, lives.who);
    unlink(other, lives.who);
    stop(other);
    on.run();
  },
  "a link that ends with an actor": () => {
    const other = worker();
    trapExits(true, lives.who);
    link(other, lives.who);
    stop(other, "normal");
    on.run();
    lives.heard.length = 0;
  },
  "a monitor that is ended": () => {
    demonitor(monitor(lives.who, listens.who), { flush: true });
  },
  "a monitor whose target ends": () => {
    const other = worker();
    monitor(other, lives.who);
    monitor(other, listens.who);
    stop(other);
    on.run();
    lives.heard.length = 0;
    listens.heard.length = 0;
  },
  "a monitor whose watcher ends": () => {
    const other = on.puppet("actor");
    monitor(lives.who, other.who);
    stop(other.who as AnyRef);
    on.run();
  },
  "a monitor on one that has ended": () => {
    monitor(ended, lives.who);
    on.run();
    lives.heard.length = 0;
  },
  "an exit signal that is trapped": () => {
    exit(listens.who, "normal");
    listens.heard.length = 0;
  },
  "a supervised task": () => {
    goSupervised(function* () {}, { scheduler: on.scheduler, parent: lives.who });
    on.run();
  },
  "a linked task": () => {
    goLinked(function* () {}, { scheduler: on.scheduler, parent: listens.who });
    on.run();
    listens.heard.length = 0;
  },
};
const ended = worker();
stop(ended);
listens.act(() => void trapExits(true));
on.run();

for (const [what, use] of Object.entries(USES))
  test(`nothing is kept of ${what}`, async () => {
    await keepsNothing(what, use, 10_000);
    assert.equal(on.unhandled, []);
  });

test("and nothing is left of all of them", () => {
  now(dynamic.stop());
  now(temporary.stop());
  now(sup.stop());
  const { tasks, timers } = on.left();
  assert.equal([tasks.length, timers], [2, 0]);
});

test.run();
