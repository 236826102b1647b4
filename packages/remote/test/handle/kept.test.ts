// slow under many schedules: it has sixty thousand crossings
// runs under Node alone: other engines collect when they like
// watchdog: 180 s
/** What has crossed is let go of at both ends when nobody holds it. */
import { channel, oneshot } from "@mailslot/core";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type UserStage, userOf } from "./user.js";

const CROSSINGS = 10_000;

/** Collects, and lets both nodes hear of it, until `isDone` or it has been tried often enough. */
async function collect(on: UserStage, isDone: () => boolean): Promise<void> {
  for (let n = 0; n < 100 && !isDone(); n++) {
    await new Promise((resolve) => setImmediate(resolve)); // a look at a weak ref keeps what it refers to for this turn
    globalThis.gc?.();
    await on.loop.settle();
  }
}

for (const [name, make] of [
  ["channel", () => channel(1)],
  ["oneshot", () => oneshot()],
  ["signal", () => new AbortController().signal],
] as const) {
  test(`of 10,000 crossings of a ${name} each nothing is left at either end`, async () => {
    const on = await userOf(undefined);
    const made: WeakRef<object>[] = [];
    const cross = (): void => {
      const one = make();
      made.push(new WeakRef(one));
      on.user.tell.keep(one);
    };
    for (let n = 0; n < CROSSINGS; n++) {
      cross();
      if (n % 100 === 0) await on.loop.settle();
    }
    on.user.tell.drop();
    await on.loop.settle();
    const left = (): number => made.filter((each) => each.deref() !== undefined).length;
    await collect(on, () => left() === 0);
    assert.is(left(), 0);
    assert.is(on.a.handles + on.b.handles, 0);
  });

  test(`of one ${name} that has crossed 10,000 times nothing is left`, async () => {
    const on = await userOf(undefined);
    const one = make();
    for (let n = 0; n < CROSSINGS; n++) {
      on.user.tell.keep(one);
      if (n % 100 === 0) await on.loop.settle();
      if (n % 1_000 === 0) globalThis.gc?.();
    }
    on.user.tell.drop();
    await collect(on, () => on.a.handles + on.b.handles === 0);
    assert.is(on.a.handles + on.b.handles, 0);
  });
}

test.run();
