// Waiters and claims: one wait on several sources is one instant, and who refuses leaves the value to the next.
import {
  broadcast,
  channel,
  notify,
  notReady,
  oneshot,
  reserve,
  type Source,
  scope,
  semaphore,
  sending,
  type Waiter,
  watch,
  yieldNow,
} from "@mailslot/core";
import { orderedStage, stage } from "@mailslot/test-support/stage";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const waiters = suite("waiters");

/** Waits on several sources at once, as a select does: the first to claim it gives it a value, the others are refused. */
class Either<T> {
  result: T | undefined;
  private taken = false;

  on(source: Source<T>): Waiter<T> {
    const waiter: Waiter<T> = {
      after: null,
      before: null,
      claim: () => !this.taken && (this.taken = true),
      deliver: (value) => void (this.result = value),
      fail: (error) => void (this.result = error as T),
    };
    assert.is(source.poll(), notReady);
    source.subscribe(waiter);
    return waiter;
  }
}

waiters("of two sources the first to fire completes the wait, and the other keeps its value", () => {
  const [left, right] = [channel<string>(), channel<string>()];
  const either = new Either<string>();
  either.on(left.recv());
  either.on(right.recv());
  right.trySend("from the right");
  left.trySend("from the left");
  assert.is(either.result, "from the right");
  assert.is(left.tryRecv(), "from the left");
});

waiters("a value that one waiter refuses goes to the next", async () => {
  const { go, run } = stage();
  const [left, right] = [channel<string>(), channel<string>()];
  const either = new Either<string>();
  either.on(left.recv());
  either.on(right.recv());
  const behind = go(() => left.recv());
  run();
  right.trySend("taken");
  left.trySend("for the one behind");
  run();
  assert.is(either.result, "taken");
  assert.is(await behind, "for the one behind");
});

waiters("every source passes over a waiter that refuses", async () => {
  const { go, run } = stage();
  const [full, flag, answer, bell, limit, news] = [
    channel<number>(1),
    watch(0),
    oneshot<number>(),
    notify(),
    semaphore(1),
    broadcast<number>(2),
  ];
  full.trySend(0);
  const permit = limit.tryAcquire();
  const [change, item] = [flag.subscribe(), news.subscribe()];
  const sources = [
    sending(full, 1),
    reserve(full),
    change.recv(),
    answer,
    bell,
    limit.acquire(),
    item.recv(),
  ] as Source<unknown>[];
  const gone = sources.map((source) => {
    const either = new Either<unknown>();
    return { either, waiter: either.on(source) };
  });
  const tasks = sources.map((source) => go(() => source));
  run();
  for (const { waiter } of gone) waiter.claim();
  full.tryRecv();
  full.tryRecv();
  flag.send(1);
  answer.send(2);
  bell.notifyOne();
  permit?.release();
  news.send(3);
  run();
  assert.equal(
    tasks.map(({ status }) => status),
    Array(tasks.length).fill("completed"),
  );
  assert.ok(gone.every(({ either }) => either.result === undefined));
});

waiters(
  "a semaphore that is refused by one who wants few does not serve the next, who wants more than there is",
  () => {
    const limit = semaphore(3);
    const [first, second] = [limit.tryAcquire(2), limit.tryAcquire(1)];
    const gone = new Either<unknown>();
    const many = new Either<unknown>();
    gone.on(limit.acquire(1) as Source<unknown>).claim();
    many.on(limit.acquire(3) as Source<unknown>);
    second?.release();
    assert.equal([many.result, limit.available], [undefined, 1]);
    first?.release();
    assert.is(limit.available, 0);
    assert.ok(many.result);
  },
);

waiters("of sends that wait at a rendezvous, one that refuses is passed over, and the next is received", () => {
  const words = channel<string>(0);
  new Either<unknown>().on(sending(words, "gone") as Source<unknown>).claim();
  words.send("here");
  assert.is(words.tryRecv(), "here");
  assert.is(words.tryRecv(), notReady);
});

waiters("when only those wait who refuse, room stays and messages are kept", () => {
  const [words, news] = [channel<string>(1), broadcast<string>(2)];
  const receiver = news.subscribe();
  words.send("held");
  for (const source of [sending(words, "gone"), reserve(words), receiver.recv()] as Source<unknown>[]) {
    new Either<unknown>().on(source).claim();
  }
  assert.is(words.tryRecv(), "held");
  assert.is(words.trySend("there is room"), true);
  news.send("kept");
  assert.is(receiver.tryRecv(), "kept");
});

waiters("a oneshot whose only waiter refuses keeps its value or its failure for later", () => {
  const [answered, failed] = [oneshot<number>(), oneshot<number>()];
  const either = new Either<number>();
  either.on(answered).claim();
  new Either<number>().on(failed).claim();
  answered.send(1);
  failed.fail(new Error("no"));
  assert.equal([either.result, answered.poll()], [undefined, 1]);
  assert.throws(() => failed.poll(), "no");
});

waiters("a claim may take the waiter out of other lines, also of the one that serves it", () => {
  const limit = semaphore(2);
  const permit = limit.tryAcquire(2);
  const [one, two] = [limit.acquire(1), limit.acquire(1)] as Source<unknown>[];
  let result: unknown;
  let taken = false;
  const cases = [one, two].map((source) => {
    const waiter: Waiter<unknown> = {
      after: null,
      before: null,
      claim: () => {
        if (taken) return false;
        taken = true;
        for (const other of cases) if (other.waiter !== waiter) other.source?.unsubscribe(other.waiter);
        return true;
      },
      deliver: (value) => void (result = value),
      fail: () => undefined,
    };
    return { source, waiter };
  });
  for (const { source, waiter } of cases) source?.subscribe(waiter);
  const stranger = { after: null, before: null, claim: () => false, deliver: () => undefined, fail: () => undefined };
  two?.unsubscribe(stranger);
  permit?.release();
  assert.ok(result);
  assert.is(limit.available, 1);
});

waiters("siblings that wait for the end of a task are cancelled once when its failure fails their scope", async () => {
  const { go, run } = orderedStage();
  const ended: string[] = [];
  const task = go(() =>
    scope(function* family(child) {
      const gate = oneshot<void>();
      const first = child.go(function* fails() {
        yield* gate;
        throw new Error("the first failed");
      });
      for (const name of ["b", "c"]) child.go(() => sibling(name, first.outcome()));
      yield* yieldNow();
      gate.send();
    }),
  );
  run();
  assert.equal(ended, ["b", "c"]);
  assert.is(await task.outcome().then(({ status }) => status), "failed");

  function* sibling(name: string, wait: Source<unknown>) {
    try {
      yield* wait;
    } finally {
      ended.push(name);
    }
  }
});

waiters.run();
