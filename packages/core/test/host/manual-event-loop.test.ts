// slow under many schedules: it runs a million turns
/** The event loop that a test drives. */
import { channel, createScheduler, go, ManualEventLoop, oneshot, sleep, yieldNow } from "@mailslot/core";
import { thrown } from "@mailslot/test-support/rejection";
import { stage } from "@mailslot/test-support/stage";
import { test } from "uvu";
import * as assert from "uvu/assert";

test("nothing runs and no time passes until it is told to", async () => {
  const loop = new ManualEventLoop(7);
  const scheduler = createScheduler({ loop });
  const task = scheduler.go(() => 1);
  await new Promise((resolve) => setTimeout(resolve, 1));
  assert.is(task.status, "runnable");
  assert.is(loop.now(), 7);
});

test("a step runs one callback, those for soon before those after a poll, and says whether there was one", () => {
  const loop = new ManualEventLoop();
  const events: string[] = [];
  loop.afterPoll(() => events.push("after poll"));
  loop.soon(() => events.push("soon"));
  assert.is(loop.step(), true);
  assert.equal(events, ["soon"]);
  assert.is(loop.step(), true);
  assert.is(loop.step(), false);
  assert.equal(events, ["soon", "after poll"]);
});

test("run goes on until nothing is left, and says so when that never comes", () => {
  const loop = new ManualEventLoop();
  let rounds = 0;
  const again = (): void => {
    rounds++;
    loop.soon(again);
  };
  loop.soon(again);
  const error = thrown(() => loop.run(100));
  assert.is(error.code, "ERR_MAILSLOT_ARGUMENT");
  assert.match(error.message, "over 100");
  assert.match(error.message, "tasks that come to rest, or a higher limit to run()");
  assert.is(rounds, 101);
});

test("a task that would never let its turn end fails instead", () => {
  const { go, run, unhandled } = stage();
  const busy = go(function* () {
    for (;;) yield* sleep(0); // each looks at the clock, so that this takes no longer than it must
  });
  run();
  assert.is(busy.status, "failed");
  const [error] = unhandled as { code: string; message: string }[];
  assert.is(error?.code, "ERR_MAILSLOT_ARGUMENT");
  assert.match(error?.message as string, "give tasks that come to rest");
});

test("advance fires each timer at its time, in order, and runs what becomes due", () => {
  const loop = new ManualEventLoop();
  const events: string[] = [];
  loop.startTimer(20, () => events.push(`b at ${loop.now()}`));
  loop.startTimer(10, () => {
    events.push(`a at ${loop.now()}`);
    loop.startTimer(5, () => events.push(`c at ${loop.now()}`));
  });
  loop.startTimer(20, () => events.push("after b"));
  loop.startTimer(31, () => events.push("later"));
  loop.advance(30);
  assert.equal(events, ["a at 10", "c at 15", "b at 20", "after b"]);
  assert.is(loop.now(), 30);
});

test("a timer that is stopped does not fire, and one that was due before now fires now", () => {
  const loop = new ManualEventLoop();
  const events: string[] = [];
  loop.stopTimer(loop.startTimer(1, () => events.push("stopped")));
  loop.startTimer(-5, () => events.push(`overdue at ${loop.now()}`));
  loop.advance(10);
  assert.equal(events, ["overdue at 0"]);
});

test("time does not go back", () => {
  const loop = new ManualEventLoop();
  assert.match(thrown(() => loop.advance(-1)).message, "the time to advance is -1");
  assert.match(thrown(() => loop.advance(Number.NaN)).message, "the time to advance is NaN");
});

test("settle gives promise jobs and tasks their turns until both have come to rest", async () => {
  const { go, loop } = stage();
  const [there, back] = [channel<number>(), channel<number>()];
  const echo = go(async () => {
    for await (const n of there) back.send(n);
  });
  const task = go(function* () {
    let sum = 0;
    for (let n = 0; n < 200; n++) {
      there.send(n);
      sum += yield* back.recv();
    }
    there.close();
    return sum;
  });
  await loop.settle();
  assert.is(task.poll(), 19_900);
  assert.is(echo.status, "completed");
});

test("settle waits for awaited operations that are held back until the host has polled", async () => {
  const { go, loop } = stage();
  const answers = Array.from({ length: 1000 }, () => oneshot<number>());
  let seen = 0;
  const reader = go(async () => {
    for (const answer of answers) seen += await answer;
  });
  go(function* () {
    for (const answer of answers) {
      answer.send(1);
      yield* yieldNow();
    }
  });
  await loop.settle();
  assert.is(seen, 1000);
  assert.is(reader.status, "completed");
});

test("two runs of the same program are the same, event by event", () => {
  const runs = [1, 2].map(() => {
    const { go, loop, run } = stage();
    const events: string[] = [];
    const messages = channel<string>(2);
    for (const name of ["a", "b", "c"]) {
      go(function* () {
        for (let n = 0; n < 20; n++) {
          yield* messages.send(`${name}${n}`);
          if (n % 3 === 0) yield* sleep(n);
        }
      });
    }
    go(function* () {
      for (;;) events.push(`${yield* messages.recv()} at ${loop.now()}`);
    });
    run();
    loop.advance(1000);
    return events;
  });
  assert.is(runs[0]?.length, 60);
  assert.equal(runs[0], runs[1]);
});

test("a nested advance does not turn the clock back", () => {
  const loop = new ManualEventLoop();
  const times: number[] = [];
  loop.startTimer(5, () => {
    loop.advance(100);
    times.push(loop.now());
  });
  loop.startTimer(50, () => times.push(loop.now()));
  loop.advance(10);
  assert.equal([...times, loop.now()], [50, 105, 105]);
});

test("timers fire in the order of their times, those of one time in the order in which they were started", () => {
  const loop = new ManualEventLoop();
  const fired: number[] = [];
  const delays = [7, 3, 9, 3, 1, 7, 0, 9, 4, 4, 2, 8, 6, 3];
  const timers = delays.map((delay, n) => loop.startTimer(delay, () => fired.push(n)));
  for (const n of [4, 2, 9]) loop.stopTimer(timers[n]);
  loop.stopTimer(timers[4]);
  loop.advance(20);
  const order = delays.map((delay, n) => [delay, n] as const).filter(([, n]) => ![4, 2, 9].includes(n));
  order.sort(([a, i], [b, j]) => a - b || i - j);
  assert.equal(
    fired,
    order.map(([, n]) => n),
  );
});

test("tasks of the default scheduler are not driven by it", async () => {
  const loop = new ManualEventLoop();
  assert.is(await go(() => "ran"), "ran");
  assert.is(loop.step(), false);
});

test.run();
