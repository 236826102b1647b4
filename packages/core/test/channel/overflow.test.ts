// The overflow modes: what is dropped, who is told, and that none of them ever waits.
import { channel, drain, FullError, notReady, sending, tryReserve } from "@mailslot/core";
import { rejection, thrown } from "@mailslot/test-support/rejection";
import { stage } from "@mailslot/test-support/stage";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const overflow = suite("overflow");

function three(mode: "drop-oldest" | "drop-newest" | "fail") {
  const lost: number[] = [];
  const numbers = channel<number>({ name: "last", capacity: 3, overflow: mode, onDrop: (n) => void lost.push(n) });
  for (const n of [1, 2, 3]) numbers.send(n);
  return { numbers, lost };
}

overflow("drop-oldest keeps the newest, in order", () => {
  const { numbers, lost } = three("drop-oldest");
  for (const n of [4, 5]) numbers.send(n);
  assert.equal(lost, [1, 2]);
  assert.is(numbers.dropped, 2);
  assert.equal(drain(numbers), [3, 4, 5]);
});

overflow("drop-newest keeps the oldest, in order", () => {
  const { numbers, lost } = three("drop-newest");
  for (const n of [4, 5]) numbers.send(n);
  assert.equal(lost, [4, 5]);
  assert.is(numbers.dropped, 2);
  assert.equal(drain(numbers), [1, 2, 3]);
});

overflow("fail throws FullError at once, and gives the message back", () => {
  const { numbers, lost } = three("fail");
  const error = thrown(() => numbers.send(4));
  assert.instance(error, FullError);
  assert.is(error.code, "ERR_MAILSLOT_FULL");
  assert.is(error.unsent, 4);
  assert.is(error.message, "channel last is full: the message comes back as error.unsent");
  assert.equal([lost, numbers.dropped, drain(numbers)], [[], 0, [1, 2, 3]]);
});

overflow("fail on a rendezvous fails unless a receiver waits", async () => {
  const { go, run } = stage();
  const numbers = channel<number>({ capacity: 0, overflow: "fail" });
  assert.instance(
    thrown(() => numbers.send(1)),
    FullError,
  );
  const received = go(() => numbers.recv());
  run();
  numbers.send(2);
  run();
  assert.is(await received, 2);
});

overflow("a send never waits, whatever happens to its message", () => {
  const { go, run } = stage();
  for (const mode of ["drop-oldest", "drop-newest"] as const) {
    const { numbers } = three(mode);
    const task = go(function* send() {
      for (let n = 4; n < 9; n++) yield* numbers.send(n);
    });
    run();
    assert.is(task.status, "completed");
    assert.is(numbers.dropped, 5);
  }
});

overflow("trySend drops nothing: it says false", () => {
  for (const mode of ["drop-oldest", "drop-newest", "fail"] as const) {
    const { numbers, lost } = three(mode);
    assert.is(numbers.trySend(4), false);
    assert.equal([lost, numbers.dropped, drain(numbers)], [[], 0, [1, 2, 3]]);
  }
});

overflow("sending drops and fails as send does", async () => {
  const { numbers: dropping, lost } = three("drop-oldest");
  await sending(dropping, 4);
  assert.equal(lost, [1]);
  assert.instance(await rejection(sending(three("fail").numbers, 4)), FullError);
});

overflow("a receiver that waits gets the message before anything is dropped", async () => {
  const { go, run } = stage();
  const numbers = channel<number>({ capacity: 1, overflow: "drop-newest" });
  const received = go(() => numbers.recv());
  run();
  numbers.send(1);
  numbers.send(2);
  run();
  assert.is(await received, 1);
  assert.equal(drain(numbers), [2]);
  assert.is(numbers.dropped, 0);
});

overflow("room that permits hold is not dropped into", () => {
  const lost: number[] = [];
  const numbers = channel<number>({ capacity: 2, overflow: "drop-oldest", onDrop: (n) => void lost.push(n) });
  const permits = [tryReserve(numbers), tryReserve(numbers)];
  numbers.send(1);
  assert.equal(lost, [1], "there is no older message to drop");
  permits[0]?.send(2);
  numbers.send(3);
  assert.equal(lost, [1, 2]);
  permits[1]?.send(4);
  assert.equal(drain(numbers), [3, 4]);
});

overflow("without onDrop, dropped counts", () => {
  const numbers = channel<number>({ capacity: 1, overflow: "drop-oldest" });
  for (const n of [1, 2, 3]) numbers.send(n);
  assert.is(numbers.dropped, 2);
  assert.is(numbers.tryRecv(), 3);
  assert.is(numbers.tryRecv(), notReady);
});

overflow("onDrop may use the channel: it finds it consistent", () => {
  const saved = channel<number>();
  const numbers = channel<number>({ capacity: 2, overflow: "drop-oldest", onDrop: (n) => saved.send(n + drainOne()) });
  for (const n of [1, 2, 3]) numbers.send(n);
  assert.equal([drain(saved), drain(numbers)], [[3], [3]]);

  function drainOne(): number {
    return numbers.tryRecv() as number;
  }
});

overflow("an error in onDrop is reported; the sender has sent", async () => {
  const own = stage();
  const numbers = channel<number>({
    name: "numbers",
    capacity: 1,
    overflow: "drop-oldest",
    onDrop: (n) => {
      throw new Error(`who wanted ${n}?`);
    },
  });
  const sender = own.go(function* () {
    yield* numbers.send(1);
    yield* numbers.send(2);
    return "sent";
  });
  await own.loop.settle();
  assert.is(sender.poll(), "sent");
  assert.equal([numbers.dropped, drain(numbers)], [1, [2]]);
  assert.is((own.unhandled[0] as Error).message, "onDrop of channel numbers threw: who wanted 1?. Catch it there");
});

overflow.run();
