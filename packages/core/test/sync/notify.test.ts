// Notify: a wake-up without a value.
import { notify, timeout } from "@mailslot/core";
import { rejection } from "@mailslot/test-support/rejection";
import { stage } from "@mailslot/test-support/stage";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const notifies = suite("notify");

function waiting(count: number) {
  const scene = stage();
  const bell = notify();
  const tasks = Array.from({ length: count }, () => {
    const task = scene.go(() => bell);
    scene.run(); // so they wait in this order
    return task;
  });
  return { ...scene, bell, tasks, done: () => tasks.map(({ status }) => status === "completed") };
}

notifies("notifyOne wakes the first that waits", () => {
  const { bell, run, done } = waiting(3);
  bell.notifyOne();
  run();
  assert.equal(done(), [true, false, false]);
  bell.notifyOne();
  run();
  assert.equal(done(), [true, true, false]);
});

notifies("notifyAll wakes all that wait", () => {
  const { bell, run, done } = waiting(3);
  bell.notifyAll();
  run();
  assert.equal(done(), [true, true, true]);
});

notifies("notifyOne with nobody there is kept for the next, and several are one", () => {
  const { bell, go, run } = waiting(0);
  bell.notifyOne();
  bell.notifyOne();
  const first = go(() => bell);
  run();
  const second = go(() => bell);
  run();
  assert.equal([first.status, second.status], ["completed", "waiting"]);
});

notifies("notifyAll with nobody there is not kept", () => {
  const { bell, go, run } = waiting(0);
  bell.notifyAll();
  const task = go(() => bell);
  run();
  assert.is(task.status, "waiting");
});

notifies("a cancelled wait takes no notification", () => {
  const { bell, run, tasks, done } = waiting(2);
  tasks[0]?.cancel();
  bell.notifyOne();
  run();
  assert.equal(done(), [false, true]);
});

notifies("a notification that nobody was left to take is kept", () => {
  const { bell, run, go, tasks } = waiting(1);
  tasks[0]?.cancel();
  run();
  bell.notifyOne();
  const late = go(() => bell);
  run();
  assert.is(late.status, "completed");
});

notifies("a wait that times out takes none, either", async () => {
  const { bell, go, loop } = waiting(0);
  const late = go(() => timeout(bell, 5));
  loop.advance(5);
  assert.is((await rejection(late)).message, "a notify did not complete within 5 ms");
  bell.notifyOne();
  await bell;
});

notifies("who begins to wait because it was woken is not woken by the same notifyAll", () => {
  const { bell, go, run } = waiting(0);
  let woken = 0;
  for (let n = 0; n < 2; n++) go(again);
  run();
  bell.notifyAll();
  run();
  assert.is(woken, 2);

  function* again() {
    for (;;) {
      yield* bell;
      woken++;
    }
  }
});

notifies.run();
