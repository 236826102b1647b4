/** For whom actors and tasks wait, as pictures of them show it. */
import { defineActor, type RefTo } from "@mailslot/actor";
import { coreOf, directWaits } from "@mailslot/actor/engine";
import { channel, oneshot, sleep, type Task, timeout } from "@mailslot/core";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { stage } from "../stage.js";

interface Asked {
  work(): unknown;
  rest(): unknown;
}
type How = "steps" | "limited" | "async";

const Last = defineActor("last", { receive: { work: () => oneshot<void>(), *rest() {} }, interleave: ["rest"] });
const First = defineActor("first", {
  receive: {
    ask(_ctx, last: RefTo<Asked>, how: How): unknown {
      const ways = {
        *steps() {
          yield* last.ask.work();
        },
        *limited() {
          yield* timeout(last.ask.work(), 60_000);
        },
        async async() {
          await last.ask.work();
        },
      };
      return ways[how]();
    },
    *join(_ctx, task: Task) {
      yield* task;
    },
  },
});

/** What a task waits for, in words. */
const waits = (task: Task): string[] => directWaits(task).map(({ on, message }) => `${message} of ${on.name}`);

for (const how of ["steps", "limited", "async"] as const) {
  test(`an actor waits for the one that it has asked: ${how}`, async () => {
    const { spawn, loop } = stage();
    const [first, last] = [spawn(First), spawn(Last)];
    first.tell.ask(last, how);
    loop.run();
    await loop.settle();
    assert.equal(waits(coreOf(first)), [`work of ${last.name}`]);
    assert.equal(waits(coreOf(last)), []);
  });
}

test("a task waits for a reply, and for the end of another task or actor", () => {
  const { spawn, go, run } = stage();
  const last = spawn(Last);
  const asking = go(function* asking() {
    yield* last.ask.work();
  });
  const joining = go(function* joining() {
    yield* asking;
  });
  const first = spawn(First);
  first.tell.join(joining);
  run();
  assert.equal([asking, joining, coreOf(first)].map(waits), [
    [`work of ${last.name}`],
    ["null of asking"],
    ["null of joining"],
  ]);
});

test("who has nothing to do, or waits for something else, waits for nobody", () => {
  const { spawn, go, run } = stage();
  const tasks = [go(() => channel().recv()), go(() => sleep(1_000))];
  run();
  assert.equal([coreOf(spawn(Last)), ...tasks].map(waits), [[], [], []]);
});

test.run();
