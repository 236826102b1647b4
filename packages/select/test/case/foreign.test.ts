import { type Channel, channel, type NotReady, notReady, QueuedSource, sleep } from "@mailslot/core";
import { select } from "@mailslot/select";
import { stage } from "@mailslot/test-support/stage";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const test = suite("sources of third parties");

/** A case that is never ready. */
const _never = (): Channel<never> => channel<never>();

/** A door that lets in one of those who wait, each time it is opened. */
class Door extends QueuedSource<string> {
  poll(): string | NotReady {
    return notReady;
  }
  open(): boolean {
    const waiter = this.waiters.take();
    waiter?.deliver("let in");
    return waiter !== null;
  }
}

test("any source of a third party", async () => {
  const { scheduler, run } = stage();
  const [door, other] = [new Door(), channel<number>()];
  const task = scheduler.go(function* () {
    return [yield* select({ door, other }), yield* select({ door, other })];
  });
  run();
  other.send(1);
  run();
  assert.is(door.open(), true);
  assert.is(door.open(), false);
  run();
  assert.equal(await task, [
    { case: "other", value: 1 },
    { case: "door", value: "let in" },
  ]);
});

test("a source that refuses to be waited on leaves the others alone, and its task free", async () => {
  const { scheduler, run } = stage();
  const a = channel<number>();
  const locked = new (class extends Door {
    override subscribe(): void {
      throw new Error("no waiting here");
    }
  })();
  const task = scheduler.go(function* () {
    try {
      yield* select({ a, locked }, { biased: true });
    } catch (error) {
      return `${(error as Error).message}: ${yield* sleep(0)}`;
    }
    return "waited";
  });
  run();
  a.send(1);
  run();
  assert.is(a.length, 1, "the case that was entered first has left");
  assert.is(await task, "no waiting here: undefined");
});

test("a source that forgets to take out a case that lost cannot complete the select again", async () => {
  const { scheduler, run } = stage();
  const a = channel<number>();
  const forgetful = new (class extends Door {
    override unsubscribe(): void {
      // It should take the waiter out.
    }
  })();
  const task = scheduler.go(function* () {
    const first = yield* select({ a, forgetful });
    return [first.case, (yield* select({ a })).value];
  });
  run();
  a.send(1);
  run();
  assert.is(forgetful.open(), false);
  a.send(2);
  run();
  assert.equal(await task, ["a", 2]);
});

test.run();
