/** Every argument of every function and method of select, given values of every wrong kind: refused with a sentence, or taken. */
import { channel, sleep } from "@mailslot/core";
import { events, nextEvent, seededRandom, select, selectEach } from "@mailslot/select";
import { perOption, wrongCalls } from "@mailslot/test-support/wrong";
import { test } from "uvu";
import * as assert from "uvu/assert";

const calls: Record<string, (given: never) => unknown> = {
  "cases of select": (given) => select(given),
  "a case of select": (given) => select({ a: given }),
  "a case of select beside another": (given) => select({ a: given, b: sleep(1) }),
  "options of select": (given) => select({ a: channel(1) }, given),
  ...perOption("select", ["biased", "otherwise", "random"], (options) => select({ a: sleep(0), b: sleep(0) }, options)),
  "cases of selectEach": (given) => selectEach(given),
  "a case of selectEach": (given) => selectEach({ a: given }),
  "options of selectEach": (given) => selectEach({ a: channel() }, given),
  ...perOption("selectEach", ["biased", "random"], (options) => selectEach({ a: channel(), b: channel() }, options)),
  "the name given to set": (given) => selectEach({ a: channel() }).set(given, false),
  "the case given to set": (given) => {
    const loop = selectEach({ a: channel() });
    loop.set("a", given);
    return loop;
  },
  "the seed of seededRandom": (given) => seededRandom(given)(3),
  "the bound of a seeded random": (given) => seededRandom(1)(given),
  "the origin of nextEvent": (given) => nextEvent(given, "a"),
  "the type of nextEvent": (given) => nextEvent(new EventTarget(), given),
  "the origin of events": (given) => events(given, "a"),
  "the type of events": (given) => events(new EventTarget(), given).close(),
  "the options of events": (given) => events(new EventTarget(), "a", given).close(),
  ...perOption("events", ["capacity", "overflow"], (options) => events(new EventTarget(), "a", options).close()),
};

for (const [name, call] of Object.entries(calls)) {
  test(`${name}: a value of the wrong kind is refused with a sentence, or taken`, async () => {
    assert.equal(await wrongCalls(call), []);
  });
}

test.run();
