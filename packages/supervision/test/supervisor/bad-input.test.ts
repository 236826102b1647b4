/** What makes no sense is refused at the earliest moment, with a code, and nothing else is disturbed. */
import { defineActor, spawn, stop } from "@mailslot/actor";
import type { Source } from "@mailslot/core";
import {
  type ChildSpec,
  dynamicSupervisor,
  partitionedSupervisor,
  type SupervisorOptions,
  supervisor,
  tree,
} from "@mailslot/supervision";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { stage } from "../stage.js";

const test = suite("bad input");

const Worker = defineActor("worker", { receive: {} });
const start = () => spawn(Worker);

function code(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
  return "nothing thrown";
}

const SPECS: [string, unknown][] = [
  ["no spec", undefined],
  ["no id", { start }],
  ["an empty id", { id: "", start }],
  ["an id that is not a string", { id: 7, start }],
  ["no start", { id: "a" }],
  ["a start that is no function", { id: "a", start: spawn(Worker) }],
  ["an unknown restart", { id: "a", start, restart: "always" }],
  ["a negative shutdown", { id: "a", start, shutdown: -1 }],
  ["a shutdown that is not a number", { id: "a", start, shutdown: Number.NaN }],
  ["significant and permanent", { id: "a", start, significant: true }],
  ["significant that is no boolean", { id: "a", start, significant: 1, restart: "transient" }],
];

for (const [what, spec] of SPECS) {
  test(`a child spec with ${what} is refused, before anything is started`, () => {
    let started = 0;
    const good = {
      id: "good",
      start() {
        started++;
        return spawn(Worker);
      },
    };
    const children = [good, spec] as ChildSpec[];
    assert.is(
      code(() => supervisor({ children, autoShutdown: "any-significant" })),
      "ERR_MAILSLOT_CHILD_SPEC",
    );
    assert.is(started, 0);
  });

  test(`a child spec with ${what} is refused by startChild at once, and the supervisor goes on`, () => {
    const on = stage();
    const sup = on.now(supervisor({ scheduler: on.scheduler, autoShutdown: "any-significant" }));
    assert.is(
      code(() => sup.startChild(spec as ChildSpec)),
      "ERR_MAILSLOT_CHILD_SPEC",
    );
    assert.is(on.now(sup.countChildren()).specs, 0);
  });
}

test("two children of one id are refused, at the beginning and later", () => {
  const spec = { id: "a", start };
  assert.is(
    code(() => supervisor({ children: [spec, spec] })),
    "ERR_MAILSLOT_DUPLICATE_CHILD",
  );
  const on = stage();
  const sup = on.now(supervisor({ scheduler: on.scheduler, children: [spec] }));
  const child = sup.child("a");
  assert.is(
    code(() => on.now(sup.startChild(spec))),
    "ERR_MAILSLOT_DUPLICATE_CHILD",
  );
  assert.is(sup.child("a"), child);
});

test("a significant child is refused where nothing shuts down by itself", () => {
  const spec = { id: "a", start, restart: "transient", significant: true } as const;
  assert.is(
    code(() => supervisor({ children: [spec] })),
    "ERR_MAILSLOT_CHILD_SPEC",
  );
});

const OPTIONS: [string, unknown][] = [
  ["no options but null", null],
  ["a negative intensity", { intensity: { restarts: -1 } }],
  ["an intensity that is not whole", { intensity: { restarts: 1.5 } }],
  ["a window of no time", { intensity: { within: 0 } }],
  ["a window that is not a number", { intensity: { within: Number.NaN } }],
  ["an unknown strategy", { strategy: "one-for-some" }],
  ["an unknown auto-shutdown", { autoShutdown: "always" }],
  ["children that are no array", { children: { id: "a", start } }],
  ["a back-off without a beginning", { backoff: {} }],
  ["a back-off that shrinks", { backoff: { initial: 1, factor: 0.5 } }],
  ["a back-off whose longest is shorter than its first", { backoff: { initial: 2, max: 1 } }],
  ["a jitter over 1", { backoff: { initial: 1, jitter: 2 } }],
];

for (const [what, options] of OPTIONS)
  test(`${what} is refused at once`, () => {
    assert.is(
      code(() => supervisor(options as SupervisorOptions)),
      "ERR_MAILSLOT_SUPERVISOR_OPTIONS",
    );
  });

test("an error about a child spec without an id names its position", () => {
  assert.throws(
    () => supervisor({ children: [{ id: "a", start }, { start } as ChildSpec] }),
    /children\[1\] has no id/,
  );
});

for (const make of [dynamicSupervisor, partitionedSupervisor])
  test(`${make.name} refuses anything but options`, () => {
    assert.is(
      code(() => make(null as never)),
      "ERR_MAILSLOT_SUPERVISOR_OPTIONS",
    );
  });

test("an unknown child is an error that names the known ones", () => {
  const on = stage();
  const sup = on.now(supervisor({ scheduler: on.scheduler, children: [{ id: "a", start }] }));
  const ask: [string, () => unknown][] = [
    ["child", () => sup.child("b" as "a")],
    ["terminateChild", () => on.now(sup.terminateChild("b"))],
    ["restartChild", () => on.now(sup.restartChild("b"))],
    ["deleteChild", () => on.now(sup.deleteChild("b"))],
  ];
  for (const [what, run] of ask) assert.is(code(run), "ERR_MAILSLOT_UNKNOWN_CHILD", what);
  assert.throws(() => sup.child("b" as "a"), /has no child "b": it has a/);
});

test("a child that runs is neither restarted nor deleted", () => {
  const on = stage();
  const sup = on.now(supervisor({ scheduler: on.scheduler, children: [{ id: "a", start }] }));
  for (const run of [() => sup.restartChild("a") as Source<unknown>, () => sup.deleteChild("a")])
    assert.is(
      code(() => on.now(run())),
      "ERR_MAILSLOT_CHILD_RUNNING",
    );
  assert.is(sup.child("a").alive, true);
});

test("a start that gives no child fails", () => {
  for (const given of [undefined, 7, {}, "worker"]) {
    const on = stage();
    const wrong = { id: "a", start: () => given as never };
    assert.is(
      code(() => on.now(supervisor({ scheduler: on.scheduler, children: [wrong] }))),
      "ERR_MAILSLOT_CHILD_START",
    );
  }
});

test("requests to a supervisor that has ended fail, also those that it had not answered", () => {
  const on = stage();
  const sup = on.now(supervisor({ scheduler: on.scheduler }));
  const stopped = sup.stop();
  const late = sup.startChild({ id: "a", start });
  assert.is(
    code(() => on.now(late)),
    "ERR_MAILSLOT_NO_SUPERVISOR",
  );
  assert.is(on.now(stopped), "shutdown");
  assert.is(
    code(() => on.now(sup.startChild({ id: "a", start }))),
    "ERR_MAILSLOT_NO_SUPERVISOR",
  );
  assert.equal(on.unhandled, []);
});

test("child() of a supervisor that has ended is an error", () => {
  const on = stage();
  const sup = on.now(supervisor({ scheduler: on.scheduler, children: [{ id: "a", start }] }));
  on.now(sup.stop());
  assert.is(
    code(() => sup.child("a")),
    "ERR_MAILSLOT_NO_SUPERVISOR",
  );
});

test("a request that fails, and has no waiter, is reported", () => {
  const on = stage();
  const sup = on.now(supervisor({ scheduler: on.scheduler }));
  sup.restartChild("b");
  sup.deleteChild("b");
  on.run();
  assert.equal(
    on.unhandled.map((error) => (error as { code: string }).code),
    ["ERR_MAILSLOT_UNKNOWN_CHILD", "ERR_MAILSLOT_UNKNOWN_CHILD"],
  );
});

test("terminating an unknown child without waiting is not a failure: it may just have ended", () => {
  const on = stage();
  const job = { id: "job", start, restart: "temporary" } as const;
  const sup = on.now(supervisor({ scheduler: on.scheduler, children: [job] }));
  stop(sup.child("job"), "normal");
  on.run();
  sup.terminateChild("job");
  on.run();
  on.now(sup.stop());
  sup.terminateChild("job");
  on.run();
  assert.equal(on.unhandled, []);
});

test("only a supervisor has a tree", () => {
  assert.throws(() => tree({ ref: spawn(Worker) }), /worker#\d+ is not a supervisor/);
  for (const given of [null, {}, stage(), supervisor()])
    assert.is(
      code(() => tree(given as never)),
      "ERR_MAILSLOT_NOT_LINKABLE",
    );
});

test.run();
