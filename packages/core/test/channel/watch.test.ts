// The watch: receivers get the newest value, not every one.
import { ClosedError, notReady, timeout, type WatchReceiver, watch } from "@mailslot/core";
import { rejection, thrown } from "@mailslot/test-support/rejection";
import { stage } from "@mailslot/test-support/stage";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const watches = suite("watch");

watches("the value is there from the start, and changes with each send", () => {
  const speed = watch(10);
  const receiver = speed.subscribe();
  assert.is(speed.value, 10);
  speed.send(20);
  assert.equal([speed.value, receiver.value], [20, 20]);
});

watches("a new receiver has seen the present value", () => {
  const receiver = watch("old").subscribe();
  assert.is(receiver.tryRecv(), notReady);
});

watches("of several changes a receiver gets the newest, once", () => {
  const speed = watch(0);
  const receiver = speed.subscribe();
  for (const n of [1, 2, 3]) speed.send(n);
  assert.is(receiver.tryRecv(), 3);
  assert.is(receiver.tryRecv(), notReady);
});

watches("setting the same value is a change", () => {
  const speed = watch(5);
  const receiver = speed.subscribe();
  speed.send(5);
  assert.is(receiver.tryRecv(), 5);
});

watches("looking at the value does not count as having seen it", () => {
  const speed = watch(0);
  const receiver = speed.subscribe();
  speed.send(1);
  assert.is(receiver.value, 1);
  assert.is(receiver.tryRecv(), 1);
});

watches("each receiver gets the change, and so do all that wait on one receiver", async () => {
  const { go, run } = stage();
  const speed = watch(0);
  const [one, two] = [speed.subscribe(), speed.subscribe()];
  const tasks = [one, one, two].map((receiver) => go(() => receiver.recv()));
  run();
  speed.send(1);
  run();
  assert.equal(await Promise.all(tasks), [1, 1, 1]);
  assert.equal([one.tryRecv(), two.tryRecv()], [notReady, notReady]);
});

watches("a task that is slow skips to the newest", () => {
  const { go, run } = stage();
  const speed = watch(0);
  const seen: number[] = [];
  go(() => follow(speed.subscribe()));
  run();
  for (const values of [[1], [2, 3, 4], [5]]) {
    for (const n of values) speed.send(n);
    run();
  }
  assert.equal(seen, [1, 2, 4, 5], "2 was delivered, and 4 was the newest when it waited again");

  function* follow(receiver: WatchReceiver<number>) {
    for (;;) seen.push(yield* receiver.recv());
  }
});

watches("iteration gives changes, and ends at the close", async () => {
  const speed = watch(0);
  const receiver = speed.subscribe();
  const seen: number[] = [];
  const following = (async () => {
    for await (const n of receiver) seen.push(n);
  })();
  await Promise.resolve();
  speed.send(1);
  speed.close();
  await following;
  assert.equal(seen, [1]);
});

watches("after the close a receiver gets the change it has not seen, then ClosedError", async () => {
  const speed = watch(0);
  const receiver = speed.subscribe();
  speed.send(1);
  speed.close();
  speed.close();
  assert.is(await receiver.recv(), 1);
  const error = await rejection(receiver.recv());
  assert.instance(error, ClosedError);
  assert.is(error.message, "this watch is closed, and its last value was seen");
  assert.is(receiver.value, 1);
});

watches("closing fails those who wait, and a send then gives its value back", async () => {
  const { go, run } = stage();
  const speed = watch(0);
  const task = go(() => speed.subscribe().recv());
  run();
  speed.close();
  run();
  assert.instance(await rejection(task), ClosedError);
  const error = thrown(() => speed.send(9));
  assert.is(error.unsent, 9);
  assert.is(error.message, "this watch is closed: the value comes back as error.unsent");
});

watches("a cancelled or late wait leaves the change unseen", async () => {
  const { go, run, loop } = stage();
  const speed = watch(0);
  const receiver = speed.subscribe();
  const cancelled = go(() => receiver.recv());
  const late = go(() => timeout(receiver.recv(), 5));
  run();
  cancelled.cancel();
  loop.advance(5);
  assert.is((await rejection(late)).message, "a change of a watch did not complete within 5 ms");
  speed.send(1);
  assert.is(receiver.tryRecv(), 1);
});

watches("send is complete at once", async () => {
  const { go, run } = stage();
  const speed = watch(0);
  const task = go(function* set() {
    yield* speed.send(1);
    return speed.value;
  });
  run();
  assert.is(await task, 1);
});

watches.run();
