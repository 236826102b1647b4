// The protocol of sources, from outside: twenty lines make an operation that yield*, await, timeout and abortable take.
import { abortable, type NotReady, notReady, Source, timeout, type Waiter, WaitList } from "@mailslot/core";
import { rejection } from "@mailslot/test-support/rejection";
import { stage } from "@mailslot/test-support/stage";
import { suite } from "uvu";
import * as assert from "uvu/assert";

/** A door that is open or shut; its waiters walk through when it opens. */
class Door extends Source<string> {
  private open = false;
  private readonly waiters = new WaitList<string>();

  poll(): string | NotReady {
    return this.open ? "walked through" : notReady;
  }
  subscribe(waiter: Waiter<string>): void {
    this.waiters.add(waiter);
  }
  unsubscribe(waiter: Waiter<string>): void {
    this.waiters.remove(waiter);
  }
  setOpen(): void {
    this.open = true;
    this.waiters.deliverAll("was let in");
  }
  burn(): void {
    this.waiters.failAll(() => new Error("the door burns"));
  }
}

const sources = suite("sources");

sources("a source of one's own works under yield*", async () => {
  const { go, run } = stage();
  const door = new Door();
  const task = go(function* enter() {
    return [yield* door, yield* door];
  });
  run();
  assert.is(task.status, "waiting");
  door.setOpen();
  run();
  assert.equal(await task, ["was let in", "walked through"]);
});

sources("and under await", async () => {
  const door = new Door();
  const first = door.then((how) => how);
  await Promise.resolve();
  door.setOpen();
  assert.equal([await first, await door], ["was let in", "walked through"]);
});

sources("its failures are thrown where it is waited for", async () => {
  const { go, run } = stage();
  const door = new Door();
  const [task, awaited] = [go(() => door), rejection(door)];
  run();
  await Promise.resolve();
  door.burn();
  run();
  assert.equal([(await rejection(task)).message, (await awaited).message], ["the door burns", "the door burns"]);
});

sources("it can have a time limit, and is called by its class", async () => {
  const { go, loop } = stage();
  const door = new Door();
  const task = go(() => timeout(door, 30));
  loop.advance(30);
  assert.is((await rejection(task)).message, "Door did not complete within 30 ms");
});

sources("it can be aborted", async () => {
  const { go, run } = stage();
  const door = new Door();
  const controller = new AbortController();
  const [aborted, other] = [go(() => abortable(door, controller.signal)), go(() => door)];
  run();
  controller.abort();
  door.setOpen();
  run();
  assert.is((await rejection(aborted)).message, "the wait for Door was aborted");
  assert.is(await other, "was let in");
});

sources("a task that waits for it can be cancelled", () => {
  const { go, run } = stage();
  const door = new Door();
  const task = go(() => door);
  run();
  task.cancel();
  door.setOpen();
  run();
  assert.is(task.status, "cancelled");
});

sources("one that delivers while it is being subscribed to is heard", async () => {
  const { go, run } = stage();
  const eager = new (class extends Door {
    override subscribe(waiter: Waiter<string>): void {
      if (waiter.claim()) waiter.deliver("at once");
    }
  })();
  const task = go(() => eager);
  run();
  assert.equal([await task, await eager], ["at once", "at once"]);
});

sources("one that refuses a waiter leaves its task free to wait elsewhere", async () => {
  const { go, run } = stage();
  const door = new Door();
  const locked = new (class extends Door {
    override subscribe(): void {
      throw new Error("no waiting here");
    }
  })();
  const task = go(function* enter() {
    try {
      return yield* locked;
    } catch (error) {
      return `${(error as Error).message}: ${yield* door}`;
    }
  });
  run();
  door.setOpen();
  run();
  assert.is(await task, "no waiting here: was let in");
});

sources("one that forgets to take out a cancelled task cannot wake it again", () => {
  const { go, run } = stage();
  const forgetful = new (class extends Door {
    override unsubscribe(): void {
      // It should take the waiter out.
    }
  })();
  const task = go(() => forgetful);
  run();
  task.cancel();
  forgetful.setOpen();
  run();
  assert.is(task.status, "cancelled");
});

sources("what a console shows of a source is its description", () => {
  const source = new Door();
  const shown: unknown = Reflect.get(source, Symbol.for("nodejs.util.inspect.custom"));
  assert.is((shown as () => string).call(source), "[Door]");
});

sources.run();
