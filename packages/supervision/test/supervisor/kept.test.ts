// slow under many schedules: it measures memory
// watchdog: 240 s
/** Nothing is kept of supervisors, children, links and monitors that have ended, however they ended. */
import { type AnyRef, defineActor, kill, spawn, spawnWith, stop } from "@mailslot/actor";
import { abortable, channel, type Source, type Steps, sleep, type Task, timeout } from "@mailslot/core";
import { select } from "@mailslot/select";
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
  type Supervisor,
  supervisor,
  trapExits,
  unlink,
} from "@mailslot/supervision";
import { keepsNothing } from "@mailslot/test-support/kept";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { crash, many, never, stage, Worker } from "../stage.js";

const test = suite("kept");
/** Of each kind and way. */
const COUNT = 10_000;

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
/** Does not stop in time. */
const Lingering = defineActor("lingering", {
  receive: {},
  *stopped() {
    yield* sleep(100_000);
  },
});
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
  "a child in its back-off whose supervisor is stopped": () => void now(failing().stop()),
  "a child in its back-off whose supervisor is killed": () => {
    exit(failing(), "kill");
    on.run();
  },
  "a child in its back-off that is terminated": () => {
    const waiting = failing();
    now(waiting.terminateChild("a"));
    now(waiting.stop());
  },
  "a child that is started after its back-off": () => {
    const waiting = failing();
    on.loop.advance(10);
    now(waiting.stop());
  },
  "a child that is killed, since it does not stop in time": () => {
    now(dynamic.startChild(() => spawn(Lingering)));
    const [slow] = now(dynamic.whichChildren());
    dynamic.terminateChild(slow?.child as Startable);
    on.run();
    on.loop.advance(6_000);
  },
  "a link that ends with a kill": () => {
    const [one, two] = [worker(), worker()];
    link(one, two);
    kill(one);
    on.run();
    log.length = 0;
  },
  "a linked task that is cancelled": () => {
    goLinked(never, { scheduler: on.scheduler, parent: listens.who }).cancel();
    on.run();
    listens.heard.length = 0;
  },
  "a linked task that fails": () => {
    const task = goLinked(fail, { scheduler: on.scheduler, parent: listens.who });
    task.outcome().then(() => undefined);
    on.run();
    listens.heard.length = 0;
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
function failing(): Supervisor {
  const started = now(
    supervisor({ scheduler: on.scheduler, backoff: { initial: 10, jitter: 0 }, intensity: many, children: [spec] }),
  );
  (started.child("a") as Worker).tell.crash(crash);
  on.run();
  return started;
}

/** Ways in which a wait is given up. */
const WAYS: Record<string, (source: Source<unknown>) => void> = {
  "is cancelled"(source) {
    const task = on.scheduler.go(() => source);
    on.scheduler.go(() => task.cancel());
    on.run();
  },
  "is given up by a signal"(source) {
    const control = new AbortController();
    seen(on.scheduler.go(() => abortable(source, control.signal)));
    on.scheduler.go(() => control.abort());
    on.run();
  },
  "is limited"(source) {
    seen(on.scheduler.go(() => timeout(source, 1)));
    on.run();
    on.loop.advance(1);
  },
  "is given up in a select"(source) {
    const other = channel<number>();
    seen(on.scheduler.go(() => select({ source, other })));
    on.run();
    other.send(1);
    on.run();
  },
};

function seen(task: Task): void {
  task.outcome().then(() => undefined);
}

for (const [way, use] of Object.entries(WAYS)) {
  USES[`a start that ${way}`] = () => {
    const children = [spec, { id: "b", start: () => never() as never }];
    use(supervisor({ scheduler: on.scheduler, children }));
    on.run();
    log.length = 0;
  };
  USES[`a request that ${way}`] = () => {
    use(dynamic.startChild(sleepHere));
    on.loop.advance(10);
    now(dynamic.whichChildren());
  };
}

/** A start that takes 5 ms and gives no child. */
function* sleepHere(): Steps<null> {
  yield* sleep(5);
  return null;
}

const ended = worker();
stop(ended);
listens.act(() => void trapExits(true));
on.run();

for (const [what, use] of Object.entries(USES))
  test(`nothing is kept of ${what}`, async () => {
    await keepsNothing(what, use, COUNT);
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
