// The broadcast: every receiver gets every message, and one that is too slow is told how many it has missed.
import { type BroadcastReceiver, broadcast, ClosedError, LaggedError, notReady, timeout } from "@mailslot/core";
import { rejection, thrown } from "@mailslot/test-support/rejection";
import { orderedStage, stage } from "@mailslot/test-support/stage";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const broadcasts = suite("broadcast");

/** Takes everything a receiver can have now. */
function taken<T>(receiver: BroadcastReceiver<T>): T[] {
  const all: T[] = [];
  for (let next = receiver.tryRecv(); next !== notReady; next = receiver.tryRecv()) all.push(next);
  return all;
}

broadcasts("every receiver gets every message sent after it subscribed, in order", () => {
  const news = broadcast<number>(8);
  const early = news.subscribe();
  news.send(1);
  const late = news.subscribe();
  for (const n of [2, 3]) news.send(n);
  assert.equal(
    [taken(early), taken(late)],
    [
      [1, 2, 3],
      [2, 3],
    ],
  );
  assert.is(news.receivers, 2);
});

broadcasts("tasks that wait are woken by each message", () => {
  const { go, run } = stage();
  const news = broadcast<number>(4);
  const received: [string, number][] = [];
  for (const name of ["a", "b"]) go(() => listen(name, news.subscribe()));
  run();
  for (const n of [1, 2]) {
    news.send(n);
    run();
  }
  assert.equal([...received].sort(), [
    ["a", 1],
    ["a", 2],
    ["b", 1],
    ["b", 2],
  ]);

  function* listen(name: string, receiver: BroadcastReceiver<number>) {
    for (;;) received.push([name, yield* receiver.recv()]);
  }
});

broadcasts("a send never waits, and needs no receiver", () => {
  const { go, run } = stage();
  const news = broadcast<number>(1);
  const task = go(function* send() {
    for (let n = 0; n < 1000; n++) yield* news.send(n);
  });
  run();
  assert.is(task.status, "completed");
});

broadcasts("a receiver that fell behind is told once how many it has missed, then gets the oldest kept", () => {
  const news = broadcast<number>(3);
  const slow = news.subscribe();
  for (const n of [1, 2, 3, 4, 5]) news.send(n);
  const error = thrown(() => slow.tryRecv());
  assert.instance(error, LaggedError);
  assert.is(error.code, "ERR_MAILSLOT_LAGGED");
  assert.is((error as LaggedError).missed, 2);
  assert.is(
    error.message,
    "a receiver fell behind its broadcast and missed 2 messages: the oldest that is kept comes next",
  );
  assert.equal(taken(slow), [3, 4, 5]);
  assert.is(slow.missed, 2);
});

broadcasts("a receiver falls behind again and again, and the count of the missed adds up", () => {
  const news = broadcast<number>(1);
  const slow = news.subscribe();
  for (const [n, missed] of [
    [1, 0],
    [3, 1],
    [7, 3],
  ] as const) {
    for (let k = 0; k <= missed; k++) news.send(n + k);
    if (missed > 0) assert.is((thrown(() => slow.tryRecv()) as LaggedError).missed, missed);
    assert.equal(taken(slow), [n + missed]);
  }
  assert.is(slow.missed, 4);
});

broadcasts("a lag fails yield* in the task, which may go on", async () => {
  const { go, run } = stage();
  const news = broadcast<number>(1);
  const slow = news.subscribe();
  for (const n of [1, 2]) news.send(n);
  const task = go(function* listen() {
    try {
      return `got ${yield* slow.recv()}`;
    } catch (error) {
      return `missed ${(error as LaggedError).missed}, then got ${yield* slow.recv()}`;
    }
  });
  run();
  assert.is(await task, "missed 1, then got 2");
});

broadcasts("iteration skips what was missed, and ends at the close", async () => {
  const news = broadcast<number>(2);
  const slow = news.subscribe();
  for (const n of [1, 2, 3, 4, 5]) news.send(n);
  news.close();
  const received: number[] = [];
  for await (const n of slow) received.push(n);
  assert.equal(received, [4, 5]);
  assert.is(slow.missed, 3);
});

broadcasts("breaking out of an iteration does not leave", async () => {
  const news = broadcast<number>(2);
  const receiver = news.subscribe();
  for (const n of [1, 2]) news.send(n);
  for await (const n of receiver) {
    assert.is(n, 1);
    break;
  }
  assert.is(news.receivers, 1);
  assert.equal(taken(receiver), [2]);
});

broadcasts("after the close, receivers get what was sent, then ClosedError", async () => {
  const news = broadcast<number>(4);
  const receiver = news.subscribe();
  news.send(1);
  news.close();
  news.close();
  assert.is(await receiver.recv(), 1);
  const error = await rejection(receiver.recv());
  assert.instance(error, ClosedError);
  assert.is(error.message, "this broadcast is closed, and everything was received");
  assert.is(thrown(() => news.send(2)).unsent, 2);
});

broadcasts("closing fails those who wait", async () => {
  const { go, run } = stage();
  const news = broadcast<number>(4);
  const tasks = [news.subscribe(), news.subscribe()].map((receiver) => go(() => receiver.recv()));
  run();
  news.close();
  run();
  for (const task of tasks) assert.instance(await rejection(task), ClosedError);
});

broadcasts("a receiver that leaves gets nothing more, and whoever waits on it fails", async () => {
  const { go, run } = stage();
  const news = broadcast<number>(4);
  const [leaving, staying] = [news.subscribe(), news.subscribe()];
  const task = go(() => leaving.recv());
  run();
  leaving.unsubscribe();
  leaving.unsubscribe();
  news.send(1);
  run();
  assert.is((await rejection(task)).message, "this receiver has left its broadcast");
  assert.instance(
    thrown(() => leaving.tryRecv()),
    ClosedError,
  );
  assert.is(news.receivers, 1);
  assert.equal(taken(staying), [1]);
});

broadcasts("using leaves at the end of the block", () => {
  const news = broadcast<number>(4);
  {
    using receiver = news.subscribe();
    assert.is(news.receivers, 1);
    assert.is(receiver.missed, 0);
  }
  assert.is(news.receivers, 0);
});

broadcasts("a wait that takes too long is named", async () => {
  const { go, loop } = stage();
  const receiver = broadcast<number>(4).subscribe();
  const task = go(() => timeout(receiver.recv(), 5));
  loop.advance(5);
  assert.is((await rejection(task)).message, "recv on a broadcast did not complete within 5 ms");
});

broadcasts("several that wait on one receiver share its messages, first come, first served", async () => {
  const { go, run } = orderedStage();
  const news = broadcast<string>(4);
  const receiver = news.subscribe();
  const tasks = [1, 2, 3].map(() => go(() => receiver.recv()));
  run();
  for (const word of ["a", "b", "c"]) news.send(word);
  run();
  assert.equal(await Promise.all(tasks), ["a", "b", "c"]);
});

broadcasts("a cancelled wait takes nothing", async () => {
  const { go, run } = stage();
  const news = broadcast<number>(4);
  const receiver = news.subscribe();
  const [cancelled, limited] = [
    go(() => receiver.recv()),
    go(() => timeout(receiver.recv(), Number.POSITIVE_INFINITY)),
  ];
  run();
  cancelled.cancel();
  limited.cancel();
  run();
  news.send(1);
  assert.equal(taken(receiver), [1]);
});

broadcasts("a message delivered before the cancellation is handed over", () => {
  const { go, run } = stage();
  const news = broadcast<number>(4);
  const received: number[] = [];
  const task = go(function* listen() {
    const receiver = news.subscribe();
    for (;;) received.push(yield* receiver.recv());
  });
  run();
  news.send(1);
  task.cancel();
  run();
  assert.equal([received, task.status], [[1], "cancelled"]);
});

broadcasts.run();
