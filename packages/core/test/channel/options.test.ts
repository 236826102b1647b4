// What a channel can be told when it is made, what it says of nonsense, and what it calls itself.
import { broadcast, channel, recvMany } from "@mailslot/core";
import { thrown } from "@mailslot/test-support/rejection";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const options = suite("channel options");

const nonsense: readonly [unknown, string][] = [
  [-1, "-1"],
  [1.5, "1.5"],
  [Number.NaN, "NaN"],
  [Number.NEGATIVE_INFINITY, "-Infinity"],
  [2 ** 53, "9007199254740992"],
  ["3", '"3"'],
  [null, "null"],
  [true, "true"],
  [3n, "3n"],
  [Symbol("three"), "Symbol(three)"],
];

for (const [capacity, shown] of nonsense) {
  options(`a capacity of ${shown} is refused, as a number and as an option`, () => {
    for (const make of [() => channel(capacity as number), () => channel({ capacity: capacity as number })]) {
      const error = thrown(make);
      assert.is(error.code, "ERR_MAILSLOT_ARGUMENT");
      assert.is(error.name, "UsageError");
      assert.is(error.message, `the capacity of a channel is ${shown}: give a whole number from 0, or Infinity`);
    }
  });

  options(`a broadcast's capacity of ${shown} is refused`, () => {
    const { code, message } = thrown(() => broadcast(capacity as number));
    assert.is(code, "ERR_MAILSLOT_ARGUMENT");
    assert.is(message, `the capacity of a broadcast is ${shown}: give a whole number from 1`);
  });
}

options("a broadcast keeps at least one message, and a finite number of them", () => {
  for (const capacity of [0, Number.POSITIVE_INFINITY]) {
    assert.match(thrown(() => broadcast(capacity)).message, `the capacity of a broadcast is ${capacity}: `);
  }
});

options("a channel has the capacity it was given, and none means no bound", () => {
  assert.is(channel().capacity, Number.POSITIVE_INFINITY);
  assert.is(channel({}).capacity, Number.POSITIVE_INFINITY);
  assert.is(channel(Number.POSITIVE_INFINITY).capacity, Number.POSITIVE_INFINITY);
  assert.is(channel(0).capacity, 0);
  assert.is(channel({ capacity: 3 }).capacity, 3);
});

options("a channel is called what it was named, or by its capacity", () => {
  assert.is(channel({ name: "jobs" }).name, "jobs");
  assert.is(channel({ name: "jobs" }).recv().describe(), "recv on channel jobs");
  assert.is(channel().name, "channel()");
  assert.is(channel(4).recv().describe(), "recv on channel(4)");
});

options("an overflow mode that does not exist is refused, with the list of those that do", () => {
  const { code, message } = thrown(() => channel({ capacity: 1, overflow: "drop" as never }));
  assert.is(code, "ERR_MAILSLOT_ARGUMENT");
  assert.is(message, 'the overflow of a channel is "drop": give one of suspend, drop-oldest, drop-newest, fail');
});

options("a rendezvous cannot drop, as it holds nothing", () => {
  for (const overflow of ["drop-oldest", "drop-newest"] as const) {
    const { code, message } = thrown(() => channel({ capacity: 0, overflow }));
    assert.is(code, "ERR_MAILSLOT_ARGUMENT");
    assert.match(message, "the capacity of a channel that drops is 0: give a whole number from 1, or Infinity");
  }
});

options("the limit of recvMany is a whole number from 1, or Infinity", () => {
  const numbers = channel<number>();
  for (const max of [0, -1, 1.5, Number.NaN, "3" as never]) {
    const { code, message } = thrown(() => recvMany(numbers, max));
    assert.is(code, "ERR_MAILSLOT_ARGUMENT");
    assert.match(message, "the most messages recvMany may take is ");
  }
  assert.ok(recvMany(numbers, Number.POSITIVE_INFINITY));
});

options.run();
