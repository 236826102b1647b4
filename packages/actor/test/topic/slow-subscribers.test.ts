/** Topics: subscribers that are too slow, and who waits for them. */
import { defineActor, drain, kill, stop, topic } from "@mailslot/actor";
import { thrown } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { receivedLetters } from "../letters.js";
import { stage } from "../stage.js";
import { listener, taken } from "./listener.js";

test("a publisher waits for a receiver that is full, and no longer than until it takes one, or leaves", () => {
  const { run, go } = stage();
  const numbers = topic<number>();
  const slow = numbers.receiver({ capacity: 2, owner: null });
  const other = numbers.receiver({ capacity: 3, owner: null });
  const log: number[] = [];
  go(function* publisher() {
    for (let n = 1; n <= 6; n++) {
      yield* numbers.publish(n);
      log.push(n);
    }
  });
  run();
  assert.equal(log, [1, 2]);
  assert.is(slow.tryRecv(), 1);
  run();
  assert.equal(
    [log, taken(other)],
    [
      [1, 2, 3],
      [1, 2, 3, 4],
    ],
  );
  slow.unsubscribe();
  run();
  assert.equal(log, [1, 2, 3, 4, 5, 6]);
  assert.equal(taken(other), [5, 6]);
  assert.equal(thrown(() => slow.tryRecv()).code, "ERR_MAILSLOT_CLOSED");
});

test("to give up the wait of a publisher takes nothing back", () => {
  const { run, go } = stage();
  const numbers = topic<number>();
  const slow = numbers.receiver({ capacity: 1, owner: null });
  const publisher = go(function* publisher() {
    yield* numbers.publish(1);
    yield* numbers.publish(2);
  });
  run();
  publisher.cancel();
  run();
  assert.equal(taken(slow), [1, 2]);
});

test("a receiver that drops the oldest keeps nobody waiting, and counts what it has missed", () => {
  const numbers = topic<number>();
  const newest = numbers.receiver({ capacity: 2, overflow: "drop-oldest", owner: null });
  for (let n = 1; n <= 5; n++) numbers.publish(n);
  assert.equal([newest.length, newest.missed, taken(newest)], [2, 3, [4, 5]]);
});

test("a publisher waits for room in a bounded mailbox, until there is some or the actor exits", () => {
  for (const end of [stop, kill, drain, null]) {
    const { spawn, run, go, loop } = stage();
    const numbers = topic<number>();
    const heard: unknown[] = [];
    const actor = spawn(listener({ capacity: 1 }), heard);
    numbers.subscribe(actor, "hear");
    actor.tell.nap(10);
    run();
    const publisher = go(function* publisher() {
      yield* numbers.publish(1);
      yield* numbers.publish(2);
      return "published";
    });
    run();
    assert.is(publisher.status, "waiting");
    end?.(actor);
    loop.advance(10);
    assert.is(publisher.poll(), "published");
    assert.equal([numbers.size, heard], [end === null ? 1 : 0, end === stop || end === kill ? [] : [1, 2]]);
  }
});

test("an actor that publishes does not wait for room in its own mailbox", () => {
  const { spawn, run } = stage();
  const numbers = topic<number>();
  const heard: number[] = [];
  const Echo = defineActor("echo", {
    mailbox: { capacity: 1 },
    receive: {
      *begin() {
        for (const n of [1, 2, 3]) yield* numbers.publish(n);
      },
      hear: (_ctx, n: number) => void heard.push(n),
    },
  });
  const echo = spawn(Echo);
  numbers.subscribe(echo, "hear");
  echo.tell.begin();
  run();
  assert.equal(heard, [1, 2, 3]);
});

test("what a mailbox does not take is a dead letter, and all others are told", () => {
  const { spawn, run } = stage();
  const numbers = topic<number>();
  const heard: unknown[][] = [[], [], []];
  const actors = ([{ capacity: 1, overflow: "fail" }, { capacity: 1, overflow: "drop-newest" }, {}] as const).map(
    (mailbox, index) => spawn(listener(mailbox), heard[index] as unknown[]),
  );
  for (const actor of actors) numbers.subscribe(actor, "hear");
  const letters = receivedLetters();
  for (const n of [1, 2]) numbers.publish(n);
  run();
  assert.equal(heard, [[1], [1], [1, 2]]);
  assert.equal(
    letters().map(({ to, args, reason }) => [actors.indexOf(to as never), args, reason]),
    [
      [0, [2], "dropped"],
      [1, [2], "dropped"],
    ],
  );
});

test.run();
