/** What the packages share to speak about values, errors and keys. */
import { CancelledError, ClosedError, TimeoutError } from "@mailslot/core";
import { badArgument, hash, isCancellation, show } from "@mailslot/core/engine";
import { test } from "uvu";
import * as assert from "uvu/assert";

const { proxy: revoked, revoke } = Proxy.revocable({}, {});
revoke();

const hostile = {
  get name(): string {
    throw new Error("do not ask");
  },
  get [Symbol.toStringTag](): string {
    throw new Error("do not ask");
  },
  toString(): string {
    throw new Error("do not call");
  },
};

test("a value in an error is shown in few words, whatever it is", () => {
  const shown = ["a\n", 7, -0, 7n, undefined, null, true, Symbol("s"), [1], { a: 1 }, new Map()].map(show);
  assert.equal(shown, [
    '"a\\n"',
    "7",
    "-0",
    "7n",
    "undefined",
    "null",
    "true",
    "Symbol(s)",
    "[object Array]",
    "[object Object]",
    "[object Map]",
  ]);
});

test("a value that throws when it is looked at is shown as an object", () => {
  assert.equal([revoked, hostile].map(show), ["[object Object]", "[object Object]"]);
});

test("a function is shown by its name, and long text is cut", () => {
  assert.is(
    show(function load() {}),
    "function load",
  );
  assert.is(
    show(() => {}),
    "[object Function]",
  );
  assert.is(show("x".repeat(1000)), `"${"x".repeat(80)}…"`);
});

test("a cancellation is recognised by its code, or as an aborted signal's", () => {
  const aborted = AbortSignal.abort().reason;
  for (const error of [new CancelledError("m"), aborted]) assert.ok(isCancellation(error));
  for (const error of [new TimeoutError("m"), new ClosedError("m"), new Error("m"), null, undefined, "AbortError"]) {
    assert.not(isCancellation(error));
  }
});

test("what throws when it is looked at is not a cancellation", () => {
  for (const error of [revoked, hostile]) assert.not(isCancellation(error));
});

test("an argument that is wrong is named, shown, and put right", () => {
  const error = badArgument("the capacity of a mailbox", -1, "a whole number from 1");
  assert.is(error.code, "ERR_MAILSLOT_ARGUMENT");
  assert.is(error.message, "the capacity of a mailbox is -1: give a whole number from 1");
});

test("hashes are whole numbers below 2^32 that differ for keys which differ in one digit", () => {
  const hashes = Array.from({ length: 1000 }, (_, n) => hash(`worker-${n}`));
  assert.is(new Set(hashes).size, 1000);
  const perBucket = new Array<number>(8).fill(0);
  for (const each of hashes) perBucket[each % 8] = (perBucket[each % 8] as number) + 1;
  assert.ok(hashes.every((each) => Number.isInteger(each) && each >= 0 && each < 2 ** 32));
  assert.ok(
    perBucket.every((count) => count > 90 && count < 160),
    perBucket.join(),
  );
});

test.run();
