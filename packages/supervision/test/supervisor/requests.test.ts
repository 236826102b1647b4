/** Requests: children are added, stopped, restarted and deleted while a supervisor runs. */
import { defineActor, spawn } from "@mailslot/actor";
import { mapped, type Source, timeout } from "@mailslot/core";
import { type StartResult, supervisor } from "@mailslot/supervision";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { code, crash, scene, Worker } from "../stage.js";

const test = suite("requests");

test("children are added, terminated, restarted and deleted while a supervisor runs", () => {
  const on = scene();
  const sup = on.start({ children: [on.spec("a")] });
  const added = on.now(sup.startChild(on.spec("b")));
  assert.is(added, sup.child("b"));
  on.now(sup.terminateChild("b"));
  assert.equal(on.statuses(sup), ["a running", "b stopped"]);
  on.now(sup.restartChild("b"));
  assert.equal(on.statuses(sup), ["a running", "b running"]);
  on.now(sup.terminateChild("a"));
  on.now(sup.deleteChild("a"));
  assert.equal(on.statuses(sup), ["b running"]);
  assert.is(on.news(), "+a, +b, -b shutdown, +b, -a shutdown");
});

test("a temporary child is forgotten when it is terminated", () => {
  const on = scene();
  const sup = on.start({ children: [on.spec("a", { restart: "temporary" })] });
  on.now(sup.terminateChild("a"));
  assert.equal(on.statuses(sup), []);
});

test("a child that does not start on request is not added", () => {
  const on = scene();
  const sup = on.start({});
  const start = () => {
    throw crash;
  };
  assert.is(
    code(() => on.now(sup.startChild({ id: "a", start }))),
    "ERR_MAILSLOT_CHILD_START",
  );
  assert.equal(on.statuses(sup), []);
  assert.is(on.unhandled.length, 0);
});

/** Ways in which a start may wait for what it asks. */
const STARTS: [string, (ask: () => Source<unknown>) => StartResult][] = [
  [
    "steps",
    function* (ask) {
      yield* ask();
      return null;
    },
  ],
  [
    "an async function",
    async (ask) => {
      await ask();
      return null;
    },
  ],
  ["an operation", (ask) => mapped(ask(), () => null)],
  ["an operation with a limit", (ask) => mapped(timeout(ask(), 1_000), () => null)],
  ["a supervisor below", (ask) => supervisor({ children: [{ id: "b", start: () => mapped(ask(), () => null) }] })],
  [
    "a mapped supervisor below",
    (ask) =>
      mapped(
        supervisor({
          children: [
            {
              id: "b",
              *start() {
                yield* ask();
                return null;
              },
            },
          ],
        }),
        (sup) => sup,
      ),
  ],
  ["an actor whose started waits for it", (ask) => spawn(Asking, ask)],
  ["an actor whose async started awaits it", (ask) => spawn(Awaiting, ask)],
];

const Asking = defineActor("asking", {
  state: (ask: () => Source<unknown>) => ask,
  receive: {},
  *started({ state: ask }) {
    yield* ask();
  },
});
const Awaiting = defineActor("awaiting", {
  state: (ask: () => Source<unknown>) => ask,
  receive: {},
  async started({ state: ask }) {
    await ask();
  },
});

for (const [how, wait] of STARTS)
  test(`a start that is ${how} and waits for its own supervisor fails with a clear error, instead of hanging`, async () => {
    const on = scene();
    const sup = on.start({});
    const added = sup.startChild({ id: "a", start: () => wait(() => sup.countChildren()) });
    let error: unknown;
    on.scheduler.go(function* () {
      try {
        yield* added;
      } catch (thrown) {
        error = thrown;
      }
    });
    await on.loop.settle();
    const causes: unknown[] = [];
    for (let each = error; each instanceof Error; each = each.cause) causes.push((each as { code?: string }).code);
    assert.is(causes.at(-1), "ERR_MAILSLOT_START_CYCLE");
    assert.equal(on.statuses(sup), []);
    assert.equal(on.unhandled, []);
  });

test("an async start that waits for its own supervisor after another await hangs, and stop ends it", async () => {
  const on = scene();
  const sup = on.start({ children: [on.spec("a")] });
  const answers: unknown[] = [];
  const start = async () => {
    await null; // from here on it is not known which task asks
    answers.push(await sup.countChildren().then(null, (error) => (error as { code: string }).code));
    return null;
  };
  const added = sup.startChild({ id: "b", start });
  const outcome = added.then(null, (error) => (error as { code: string }).code);
  await on.loop.settle();
  on.loop.advance(1_000_000);
  await on.loop.settle();
  assert.equal(answers, []);
  on.now(sup.stop());
  await on.loop.settle();
  assert.equal([answers, await outcome], [["ERR_MAILSLOT_NO_SUPERVISOR"], "ERR_MAILSLOT_NO_SUPERVISOR"]);
  assert.equal(on.unhandled, []);
});

test("a start may ask its own supervisor for what it does not wait for", async () => {
  const on = scene();
  const sup = on.start({});
  const answers: unknown[] = [];
  const start = async () => {
    sup.countChildren().then((counts) => answers.push(counts.specs));
    on.scheduler.go(function* () {
      answers.push((yield* sup.countChildren()).specs);
    });
    return spawn(Worker, on.log, "a");
  };
  sup.startChild({ id: "a", start });
  await on.loop.settle();
  assert.equal(answers, [1, 1]);
});

test.run();
