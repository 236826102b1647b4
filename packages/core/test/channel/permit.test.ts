// Permits: room that is kept, used or given back, and what becomes of it at the close.
import { ClosedError, channel, drain, notReady, type Permit, reserve, timeout, tryReserve } from "@mailslot/core";
import { rejection, thrown } from "@mailslot/test-support/rejection";
import { stage } from "@mailslot/test-support/stage";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const permits = suite("permits");

function reserved<T>(permit: Permit<T> | null): Permit<T> {
  if (permit === null) throw new Error("there was no room to reserve");
  return permit;
}

permits("room that is reserved is not there for others", () => {
  const numbers = channel<number>(2);
  const permit = reserved(tryReserve(numbers));
  assert.is(numbers.trySend(1), true);
  assert.is(numbers.trySend(2), false);
  assert.is(tryReserve(numbers), null);
  assert.is(numbers.length, 1, "a reservation is no message");
  permit.send(3);
  assert.equal(drain(numbers), [1, 3]);
});

permits("a permit is good for one message, and gives a second one back", () => {
  const numbers = channel<number>(5);
  const permit = reserved(tryReserve(numbers));
  permit.send(1);
  const error = thrown(() => permit.send(2));
  assert.instance(error, ClosedError);
  assert.is(error.unsent, 2);
  assert.is(error.message, "a permit is good for one message, and this one is used or released");
  assert.equal(drain(numbers), [1]);
});

permits("releasing gives the room back, once", () => {
  const numbers = channel<number>(1);
  const permit = reserved(tryReserve(numbers));
  permit.release();
  permit.release();
  assert.is(numbers.trySend(1), true);
  assert.is(numbers.trySend(2), false);
  assert.instance(
    thrown(() => permit.send(3)),
    ClosedError,
  );
});

permits("using releases a permit that was not used", () => {
  const numbers = channel<number>(1);
  {
    using permit = reserved(tryReserve(numbers));
    assert.is(numbers.trySend(1), false);
    assert.ok(permit);
  }
  assert.is(numbers.trySend(1), true);
});

permits("using leaves a permit alone that was used", () => {
  const numbers = channel<number>(1);
  {
    using permit = reserved(tryReserve(numbers));
    permit.send(1);
  }
  assert.is(numbers.trySend(2), false);
  assert.equal(drain(numbers), [1]);
});

permits("reserve waits for room, in one line with sends", () => {
  const { go, run } = stage();
  const words = channel<string>(1);
  words.send("held");
  const reservation = go(() => reserve(words));
  run();
  words.send("behind the reservation");
  assert.is(words.tryRecv(), "held");
  run();
  assert.is(reservation.status, "completed");
  assert.is(words.length, 0, "the room is the permit's");
});

permits("what a permit sends is received before what waits behind it only once it is sent", async () => {
  const words = channel<string>(1);
  const permit = reserved(tryReserve(words));
  words.send("waits for room");
  assert.is(words.tryRecv(), "waits for room", "a receiver takes from those who wait when permits hold all the room");
  permit.send("kept its room");
  assert.equal(drain(words), ["kept its room"]);
});

permits("releasing lets the next in", () => {
  const { go, run } = stage();
  const words = channel<string>(1);
  const permit = reserved(tryReserve(words));
  const waiting = go(() => words.send("next"));
  run();
  permit.release();
  run();
  assert.is(waiting.status, "completed");
  assert.equal(drain(words), ["next"]);
});

permits("a message that goes straight to a waiting receiver leaves its room to the next reservation", async () => {
  const { go, run } = stage();
  const words = channel<string>(1);
  const permit = reserved(tryReserve(words));
  const [reservation, receiver] = [go(() => reserve(words)), go(() => words.recv())];
  run();
  permit.send("direct");
  run();
  assert.is(await receiver, "direct");
  assert.is(reservation.status, "completed");
});

permits("a cancelled reservation keeps no room", () => {
  const { go, run } = stage();
  const words = channel<string>(1);
  words.send("held");
  const [cancelled, other] = [go(() => reserve(words)), go(() => reserve(words))];
  run();
  cancelled.cancel();
  words.tryRecv();
  run();
  assert.equal([cancelled.status, other.status], ["cancelled", "completed"]);
});

permits("a reservation that times out keeps no room", async () => {
  const { go, run, loop } = stage();
  const words = channel<string>(1);
  words.send("held");
  const late = go(() => timeout(reserve(words), 5));
  run();
  loop.advance(5);
  assert.is((await rejection(late)).message, "reserve on channel(1) did not complete within 5 ms");
  words.tryRecv();
  assert.is(words.trySend("there is room"), true);
});

permits("a permit that was granted before its task was cancelled is handed over", () => {
  const { go, run } = stage();
  const words = channel<string>(1);
  words.send("held");
  const task = go(function* send() {
    using permit = yield* reserve(words);
    permit.send("granted");
  });
  run();
  words.tryRecv();
  task.cancel();
  run();
  assert.equal(drain(words), ["granted"]);
});

permits("a closed channel grants no permits", async () => {
  const words = channel<string>({ name: "jobs", capacity: 1 });
  words.send("held");
  const waiting = rejection(reserve(words));
  await Promise.resolve();
  words.close();
  for (const error of [await waiting, thrown(() => tryReserve(words)), await rejection(reserve(words))]) {
    assert.instance(error, ClosedError);
    assert.is(error.message, "channel jobs is closed: there is no room to reserve");
  }
});

permits("a permit outstanding at the close may still be used, and receivers wait for it", async () => {
  const { go, run } = stage();
  const words = channel<string>(1);
  const permit = reserved(tryReserve(words));
  words.close();
  assert.is(words.tryRecv(), notReady, "something may still come");
  const receiver = go(() => words.recv());
  run();
  permit.send("the last word");
  run();
  assert.is(await receiver, "the last word");
  assert.instance(
    thrown(() => words.tryRecv()),
    ClosedError,
  );
});

permits("when the last permit of a closed channel is used or released, the other receivers fail", async () => {
  for (const end of [(permit: Permit<string>) => permit.send("last"), (permit: Permit<string>) => permit.release()]) {
    const words = channel<string>(2);
    const [first, second] = [reserved(tryReserve(words)), reserved(tryReserve(words))];
    const receivers = [words.recv(), words.recv(), words.recv()].map((receive) =>
      receive.then(
        () => "got",
        () => "end",
      ),
    );
    await Promise.resolve();
    words.close();
    first.send("first");
    end(second);
    assert.is((await Promise.all(receivers)).at(-1), "end");
  }
});

permits("iteration over a closed channel ends when its last permit is released", async () => {
  const words = channel<string>(1);
  const permit = reserved(tryReserve(words));
  words.close();
  const all = (async () => {
    const received: string[] = [];
    for await (const word of words) received.push(word);
    return received;
  })();
  permit.release();
  assert.equal(await all, []);
});

permits("an unbounded channel has permits as well", () => {
  const words = channel<string>();
  reserved(tryReserve(words)).send("kept");
  assert.equal(drain(words), ["kept"]);
});

permits("a rendezvous has no room to reserve, and says so", async () => {
  const words = channel<string>({ name: "meeting", capacity: 0 });
  for (const error of [thrown(() => tryReserve(words)), await rejection(reserve(words))]) {
    assert.is(error.code, "ERR_MAILSLOT_ARGUMENT");
    assert.is(error.message, "the capacity of channel meeting is 0: give a capacity from 1");
  }
});

permits.run();
