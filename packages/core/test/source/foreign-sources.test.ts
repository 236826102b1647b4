/** Sources of others that throw or call back from inside subscribe and unsubscribe. */
import { abortable, type NotReady, notReady, QueuedSource, Source, sleep, timeout, type Waiter } from "@mailslot/core";
import { rejection } from "@mailslot/test-support/rejection";
import { stage } from "@mailslot/test-support/stage";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const foreign = suite("foreign sources");

class Foreign extends QueuedSource<string> {
  private readonly entering: () => void;
  private readonly leaving: () => void;
  constructor(entering = (): void => {}, leaving = (): void => {}) {
    super();
    this.entering = entering;
    this.leaving = leaving;
  }
  poll(): NotReady {
    return notReady;
  }
  override subscribe(waiter: Waiter<string>): void {
    super.subscribe(waiter);
    this.entering();
  }
  override unsubscribe(waiter: Waiter<string>): void {
    super.unsubscribe(waiter);
    this.leaving();
  }
  give(value: string): boolean {
    const waiter = this.waiters.take();
    waiter?.deliver(value);
    return waiter !== null;
  }
  get isEmpty(): boolean {
    return this.waiters.head === null;
  }
}

const fail = (message: string) => (): never => {
  throw new Error(message);
};

foreign("an unsubscribe that throws does not keep a task from being cancelled; the error is reported", async () => {
  const own = stage();
  const source = new Foreign(undefined, fail("cannot leave"));
  let unwound = false;
  const task = own.go(function* waiting() {
    try {
      yield* source;
    } finally {
      unwound = true;
    }
  });
  own.run();
  task.cancel("enough");
  own.run();
  assert.is(task.status, "cancelled");
  assert.ok(unwound);
  await own.loop.settle();
  assert.is(own.unhandled.length, 1);
  assert.match((own.unhandled[0] as Error).message, /cannot leave/);
});

foreign("nor a time limit from being told", async () => {
  const own = stage();
  const source = new Foreign(undefined, fail("cannot leave"));
  const task = own.go(() => rejection(timeout(source, 5)));
  const other = own.go(function* () {
    yield* sleep(5);
    return "slept";
  });
  await own.loop.settle();
  own.loop.advance(5);
  await own.loop.settle();
  assert.is((task.poll() as Error & { code: string }).code, "ERR_MAILSLOT_TIMEOUT");
  assert.is(other.poll(), "slept");
  assert.match(String(own.unhandled[0]), /cannot leave/);
});

foreign("nor an abort", async () => {
  const own = stage();
  const control = new AbortController();
  const source = new Foreign(undefined, fail("cannot leave"));
  const task = own.go(() => rejection(abortable(source, control.signal)));
  await own.loop.settle();
  control.abort("over");
  await own.loop.settle();
  assert.is((task.poll() as Error & { code: string }).code, "ERR_MAILSLOT_CANCELLED");
  assert.match(String(own.unhandled[0]), /cannot leave/);
});

foreign("a subscribe that enters a waiter and then throws keeps it from nothing", () => {
  const own = stage();
  const source = new Foreign(fail("no entry"));
  const task = own.go(function* () {
    try {
      return yield* source;
    } catch (error) {
      yield* sleep(5);
      return (error as Error).message;
    }
  });
  own.run();
  assert.ok(source.isEmpty);
  own.loop.advance(5);
  assert.is(task.poll(), "no entry");
});

foreign("nor does it take what an awaited wait never gets", async () => {
  const source = new Foreign(fail("no entry"));
  assert.is((await rejection(source)).message, "no entry");
  assert.not.ok(source.give("lost"));
});

foreign("a subscribe that delivers and then throws has delivered", async () => {
  const own = stage();
  const source: Foreign = new Foreign(() => {
    source.give("in time");
    throw new Error("after that");
  });
  const task = own.go(function* () {
    const first = yield* source;
    yield* sleep(5);
    return first;
  });
  own.run();
  own.loop.advance(5);
  assert.is(task.poll(), "in time");
  await own.loop.settle();
  assert.match(String(own.unhandled[0]), /after that/);
});

foreign("a task that is cancelled while it is entered waits nowhere", () => {
  for (const limited of [false, true]) {
    const own = stage();
    const source: Foreign = new Foreign(() => task.cancel());
    const before = new Foreign();
    class Early extends Source<string> {
      poll(): NotReady {
        return notReady;
      }
      subscribe(waiter: Waiter<string>): void {
        task.cancel();
        before.subscribe(waiter);
      }
      unsubscribe(waiter: Waiter<string>): void {
        before.unsubscribe(waiter);
      }
    }
    const task = own.go(function* () {
      const early = new Early();
      try {
        yield* limited ? timeout(early, 100) : early;
      } finally {
        yield* sleep(5);
      }
    });
    own.run();
    assert.ok(before.isEmpty);
    assert.not.ok(before.give("lost"));
    own.loop.advance(5);
    assert.is(task.status, "cancelled");
    assert.ok(source.isEmpty);
  }
});

foreign("a source that cannot describe itself can be dumped, traced and limited", async () => {
  const own = stage();
  class Nameless extends Foreign {
    override describe(): string {
      throw new Error("no name");
    }
  }
  const task = own.go(() => rejection(timeout(new Nameless(), 5)));
  await own.loop.settle();
  own.loop.advance(5);
  await own.loop.settle();
  assert.match((task.poll() as Error).message, /did not complete within 5 ms/);
});

foreign.run();
