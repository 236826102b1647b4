/** Tasks that have not waited yet stand in no register: they are found where they are. */
import { channel, closeScheduler, counters, dump, observe, yieldNow } from "@mailslot/core";
import { chooseNext } from "@mailslot/core/engine";
import { orderedStage } from "@mailslot/test-support/stage";
import { test } from "uvu";
import * as assert from "uvu/assert";

test("a dump has the tasks that have never waited: new, woken, running and given way, on a scheduler of either kind", () => {
  for (const choose of [undefined, () => 0]) {
    const { loop, scheduler } = orderedStage();
    if (choose !== undefined) chooseNext(scheduler, choose);
    const requests = channel<string>();
    let seen: string[] = [];
    scheduler.go(() => requests.recv(), { name: "waiting" });
    loop.run();
    scheduler.go(
      function* () {
        yield* yieldNow();
        requests.send("wake up");
        seen = dump(scheduler).map(({ name, status }) => `${name} ${status}`);
      },
      { name: "looking" },
    );
    scheduler.go(
      function* () {
        for (let n = 0; n < 3; n++) yield* yieldNow();
      },
      { name: "yielding" },
    );
    scheduler.go(() => new Promise<void>(() => {}), { name: "promising" });
    scheduler.io(() => scheduler.go(() => {}, { name: "from outside" }));
    assert.is(dump(scheduler).length, 5);
    assert.is(counters(scheduler).live, 5);
    loop.run();
    assert.equal(seen.sort(), ["looking running", "promising waiting", "waiting runnable", "yielding runnable"]);
  }
});

test("a hook that is told of a new task finds it, and may close the scheduler at that moment", async () => {
  const { loop, scheduler } = orderedStage();
  const seen: string[] = [];
  let closed: Promise<void> | undefined;
  observe(scheduler, {
    hooks: {
      spawned: (task) => {
        seen.push(...dump(scheduler).map(({ name }) => name));
        if (task.name === "last") closed = closeScheduler(scheduler);
      },
    },
  });
  scheduler.go(() => channel().recv(), { name: "first" });
  const last = scheduler.go(
    function* () {
      seen.push("has run");
      yield* yieldNow();
    },
    { name: "last" },
  );
  loop.run();
  await closed;
  assert.equal(seen, ["first", "first", "last"]);
  assert.equal([last.status, counters(scheduler).live, dump(scheduler)], ["cancelled", 0, []]);
});

test.run();
