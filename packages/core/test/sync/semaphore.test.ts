// The semaphore: permits first come, first served, and who asks for many is not overtaken.
import { abortable, type Oneshot, oneshot, type SemaphorePermit, semaphore, timeout } from "@mailslot/core";
import { rejection, thrown } from "@mailslot/test-support/rejection";
import { orderedStage, stage } from "@mailslot/test-support/stage";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const semaphores = suite("semaphore");

function held(permit: SemaphorePermit | null): SemaphorePermit {
  if (permit === null) throw new Error("no permit was free");
  return permit;
}

semaphores("no more run at once than there are permits", () => {
  const { go, run } = stage();
  const limit = semaphore(3);
  const gates = Array.from({ length: 10 }, () => oneshot<void>());
  let [inside, most] = [0, 0];
  for (const gate of gates) go(() => work(gate));
  for (const gate of gates) {
    run();
    gate.send();
  }
  run();
  assert.equal([most, inside, limit.available], [3, 0, 3]);

  function* work(gate: Oneshot<void>) {
    using permit = yield* limit.acquire();
    most = Math.max(most, ++inside);
    yield* gate;
    inside--;
    return permit;
  }
});

semaphores("available tells how many are free", () => {
  const limit = semaphore(5);
  const permit = held(limit.tryAcquire(3));
  assert.is(limit.available, 2);
  permit.release();
  assert.is(limit.available, 5);
});

semaphores("releasing a second time does nothing", () => {
  const limit = semaphore(2);
  const [one] = [held(limit.tryAcquire()), held(limit.tryAcquire())];
  one.release();
  one.release();
  assert.is(limit.available, 1);
});

semaphores("using releases at the end of the block, also when that fails", async () => {
  const { go, run } = stage();
  const limit = semaphore(1);
  const task = go(function* fail() {
    using permit = yield* limit.acquire();
    throw new Error(`failed with ${limit.available} free and ${typeof permit}`);
  });
  run();
  assert.is((await rejection(task)).message, "failed with 0 free and object");
  assert.is(limit.available, 1);
});

semaphores("permits are handed out first come, first served", () => {
  const { go, run } = orderedStage();
  const limit = semaphore(1);
  const permit = held(limit.tryAcquire());
  const order: string[] = [];
  for (const name of ["a", "b", "c"]) go(() => enter(name));
  run();
  permit.release();
  run();
  assert.equal(order, ["a", "b", "c"]);

  function* enter(name: string) {
    using mine = yield* limit.acquire();
    order.push(name);
    return mine;
  }
});

semaphores("who asks for many is not overtaken by who asks for few", () => {
  const { go, run } = orderedStage();
  const limit = semaphore(3);
  const permits = [1, 2, 3].map(() => held(limit.tryAcquire()));
  const many = go(() => limit.acquire(3));
  const few = go(() => limit.acquire(1));
  run();
  for (const permit of permits) {
    assert.equal([many.status, few.status, limit.tryAcquire(1)], ["waiting", "waiting", null]);
    permit.release();
    run();
  }
  assert.equal([many.status, few.status, limit.available], ["completed", "waiting", 0]);
});

semaphores("one release lets in as many as fit", () => {
  const { go, run } = orderedStage();
  const limit = semaphore(4);
  const all = held(limit.tryAcquire(4));
  const tasks = [1, 2, 1, 1].map((count) => go(() => limit.acquire(count)));
  run();
  all.release();
  run();
  assert.equal(
    tasks.map(({ status }) => status),
    ["completed", "completed", "completed", "waiting"],
  );
});

semaphores("when the one in front is cancelled, those behind who want fewer come in", () => {
  const { go, run } = stage();
  const limit = semaphore(2);
  held(limit.tryAcquire(1));
  const many = go(() => limit.acquire(2));
  const few = go(() => limit.acquire(1));
  run();
  many.cancel();
  run();
  assert.equal([many.status, few.status, limit.available], ["cancelled", "completed", 0]);
});

semaphores("a wait that times out or is aborted takes no permit", async () => {
  const { go, run, loop } = stage();
  const limit = semaphore(1);
  const permit = held(limit.tryAcquire());
  const controller = new AbortController();
  const late = go(() => timeout(limit.acquire(), 5));
  const aborted = go(() => abortable(limit.acquire(), controller.signal));
  run();
  controller.abort();
  loop.advance(5);
  assert.is((await rejection(late)).message, "acquire 1 of a semaphore did not complete within 5 ms");
  assert.is((await rejection(aborted)).code, "ERR_MAILSLOT_CANCELLED");
  permit.release();
  assert.is(limit.available, 1);
});

semaphores("a permit granted before the cancellation is handed over, and released by using", () => {
  const { go, run } = stage();
  const limit = semaphore(1);
  const permit = held(limit.tryAcquire());
  let entered = false;
  const task = go(function* enter() {
    using mine = yield* limit.acquire();
    entered = limit.available === 0 && mine !== null;
    yield* oneshot<void>();
  });
  run();
  permit.release();
  task.cancel();
  run();
  assert.equal([entered, task.status, limit.available], [true, "cancelled", 1]);
});

semaphores("await takes a permit as yield* does, in the same line", async () => {
  const { go, run } = stage();
  const limit = semaphore(1);
  const first = await limit.acquire();
  const awaited = limit.acquire().then((permit) => permit);
  await Promise.resolve();
  const task = go(() => limit.acquire());
  run();
  first.release();
  (await awaited).release();
  run();
  assert.is(task.status, "completed");
});

semaphores("nonsense is refused by name", () => {
  for (const permits of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, "3" as never]) {
    const { code, message } = thrown(() => semaphore(permits));
    assert.is(code, "ERR_MAILSLOT_ARGUMENT");
    assert.match(message, /^the number of permits of a semaphore is .+: give a whole number from 1$/);
  }
  const limit = semaphore(3);
  for (const count of [0, -1, 1.5, Number.NaN, 4]) {
    for (const ask of [() => limit.acquire(count), () => limit.tryAcquire(count)]) {
      assert.is(
        thrown(ask).message,
        `the number of permits to acquire is ${count}: give a whole number from 1 to 3, all there are`,
      );
    }
  }
});

semaphores.run();
