/** Arguments of the wrong kind: each function refuses them at the call, and says what to give. */
import {
  channel,
  counters,
  drain,
  dump,
  dumpText,
  fromPromise,
  mapped,
  observe,
  orClosed,
  pipeToChannel,
  recvMany,
  reportFailure,
  reserve,
  sending,
  startTrace,
  timeout,
  toChromeTrace,
  toReadableStream,
  toWritableStream,
  tryReserve,
  watchEnd,
} from "@mailslot/core";
import { rejection, thrown } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";

const revoked = Proxy.revocable({}, {});
revoked.revoke();
const list: unknown[] = [];
const wrong: readonly unknown[] = [null, undefined, 7, "text", {}, list, () => {}, revoked.proxy];

const calls: Record<string, (given: never) => unknown> = {
  "timeout()": (given) => timeout(given, 1),
  "mapped()": (given) => mapped(given, String),
  "a converter of mapped()": (given) => mapped(channel().recv(), given),
  "orClosed()": (given) => orClosed(given, null),
  "fromPromise()": (given) => fromPromise(given),
  "reserve()": (given) => reserve(given),
  "tryReserve()": (given) => tryReserve(given),
  "recvMany()": (given) => recvMany(given, 1),
  "drain()": (given) => drain(given),
  "sending()": (given) => sending(given, 1),
  "toReadableStream()": (given) => toReadableStream(given),
  "toWritableStream()": (given) => toWritableStream(given),
  "watchEnd()": (given) => watchEnd(given, { ended: () => false }),
  "reportFailure()": (given) => reportFailure(given, new Error("no")),
  "observe()": (given) => observe(given, null),
  "counters()": (given) => counters(given),
  "dump()": (given) => dump(given),
  "dumpText()": (given) => dumpText(given),
  "toChromeTrace()": (given) => toChromeTrace(given),
};

for (const [name, call] of Object.entries(calls)) {
  test(`${name} refuses what is of another kind, and says what to give`, () => {
    for (const given of wrong) {
      const isOptional = given === undefined && /^(counters|dump|dumpText)\(/.test(name);
      const isFunction = typeof given === "function" && name.startsWith("a converter");
      const isList = given === list && name === "toChromeTrace()";
      if (isOptional || isFunction || isList) continue;
      const error = thrown(() => call(given as never));
      assert.is(error.code, "ERR_MAILSLOT_ARGUMENT", `${name}: ${error.message}`);
      assert.match(error.message, /: give /);
    }
  });
}

test("pipeToChannel() refuses what is not a stream, or not a channel", async () => {
  for (const given of wrong) {
    assert.is((await rejection(pipeToChannel(given as never, channel()))).code, "ERR_MAILSLOT_ARGUMENT");
    assert.is((await rejection(pipeToChannel(new ReadableStream(), given as never))).code, "ERR_MAILSLOT_ARGUMENT");
  }
});

test("startTrace() takes null for no options", () => {
  startTrace(null as never).stop();
});

test.run();
