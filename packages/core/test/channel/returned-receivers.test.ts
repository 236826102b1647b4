/** Receivers that an async function returns: what the types promise is what happens. */
import { broadcast, channel, type Oneshot, oneshot, watch } from "@mailslot/core";
import { stage } from "@mailslot/test-support/stage";
import { test } from "uvu";
import * as assert from "uvu/assert";

test("an async function that returns the receiver of a broadcast gives the receiver", async () => {
  const news = broadcast<string>(4);
  const receiver = await (async () => news.subscribe())();
  news.send("first");
  assert.is(receiver.tryRecv(), "first");
  assert.is(news.receivers, 1);
});

test("and so does one that returns the receiver of a watch", async () => {
  const value = watch("old");
  const receiver = await (async () => value.subscribe())();
  value.send("new");
  assert.equal([receiver.value, receiver.tryRecv()], ["new", "new"]);
});

test("a oneshot that is received with yield* is the oneshot; awaited, it is its value, as its type says", async () => {
  const own = stage();
  const cells = channel<Oneshot<number>>();
  const cell = oneshot<number>();
  cells.send(cell);
  cells.send(cell);
  const task = own.go(function* () {
    const received: Oneshot<number> = yield* cells.recv();
    return received === cell;
  });
  own.run();
  assert.is(task.poll(), true);
  cell.send(7);
  const value: number = await cells.recv();
  assert.is(value, 7);
});

test.run();
