/** What was at work when it was made, a send or a scope, is undone when its case is not taken, whatever it is wrapped in. */
import {
  abortable,
  channel,
  deadline,
  mapped,
  type NotReady,
  notReady,
  oneshot,
  orClosed,
  QueuedSource,
  type Source,
  type Steps,
  scope,
  sleep,
  timeout,
  type Waiter,
  yieldNow,
} from "@mailslot/core";
import { select, selectEach } from "@mailslot/select";
import { orderedStage, stage } from "@mailslot/test-support/stage";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const test = suite("wrapped sends");

const wrappers: Record<string, (send: Source<void>) => Source<unknown>> = {
  "by itself": (send) => send,
  "in a time limit": (send) => timeout(send, 60_000),
  "in a deadline": (send) => deadline(send, Number.MAX_SAFE_INTEGER),
  "with a signal": (send) => abortable(send, new AbortController().signal),
  "with its result converted": (send) => mapped(send, () => "sent"),
  "with an end": (send) => orClosed(send, null),
  "in several": (send) =>
    timeout(
      mapped(send, () => "sent"),
      60_000,
    ),
  "in a select": (send) => select({ send }),
  "in a select in a time limit": (send) => timeout(select({ send, never: channel<number>() }), 60_000),
};

/** Makes room in a channel that is full, once `use` is over that is given a send; returns how many messages are in it then. */
function letIn(use: (send: Source<void>) => Source<unknown> | Steps<unknown>): number {
  const { run, go } = stage();
  const letters = channel<string>(1);
  letters.send("first");
  go(function* () {
    yield* use(letters.send("second") as Source<void>);
    yield* letters.recv();
  });
  run();
  return letters.length;
}

for (const [name, wrap] of Object.entries(wrappers)) {
  test(`${name}, a send is withdrawn when another case is ready`, () => {
    const ready = oneshot<void>();
    ready.send();
    const two = letIn((send) => select({ ready, send: wrap(send) }, { biased: true }));
    const [a, b] = [channel(), channel()];
    const four = letIn((send) => select({ ready, a, b, send: wrap(send) }, { biased: true }));
    assert.equal([two, four], [0, 0]);
  });

  test(`${name}, a send is withdrawn when another case becomes ready`, () => {
    assert.is(
      letIn((send) => select({ soon: yieldNow(), send: wrap(send) }, { biased: true })),
      0,
    );
  });

  test(`${name}, a send is withdrawn when none is waited for, or another case fails`, () => {
    const none = letIn((send) => select({ send: wrap(send) }, { otherwise: true }));
    const many = letIn((send) => select({ a: channel(), b: channel(), send: wrap(send) }, { otherwise: true }));
    const failed = letIn((send) =>
      caught(select({ failing: new Failing("poll"), send: wrap(send) }, { biased: true })),
    );
    const refused = letIn((send) =>
      caught(select({ failing: new Failing("subscribe"), send: wrap(send) }, { biased: true })),
    );
    assert.equal([none, many, failed, refused], [0, 0, 0, 0]);
  });

  test(`${name}, a send is withdrawn when a case before it completes while it is entered`, () => {
    assert.is(
      letIn((send) => select({ hasty: new Hasty(), send: wrap(send) }, { biased: true })),
      0,
    );
  });

  test(`${name}, a send is withdrawn when its loop is closed, or its case replaced, before any wait`, () => {
    const closed = letIn((send) => {
      selectEach({ send: wrap(send) }).close();
      return yieldNow();
    });
    const replaced = letIn((send) => {
      selectEach({ send: wrap(send) }).set("send", false);
      return yieldNow();
    });
    assert.equal([closed, replaced], [0, 0]);
  });

  test(`${name}, a send that is the case taken is let in`, () => {
    const { run, go } = stage();
    const letters = channel<string>(1);
    letters.send("first");
    const task = go(() => select({ never: channel(), send: wrap(letters.send("second") as Source<void>) }));
    go(() => letters.recv());
    run();
    assert.is(letters.length, 1);
    assert.is(task.status, "completed");
  });
}

test("out of budget, a select of a send that waits is given up whole when its task is cancelled", () => {
  const { go, run, scheduler } = orderedStage();
  const jobs = channel<number>(0);
  const ready = oneshot<void>();
  ready.send();
  const task = go(function* () {
    const selecting = select({ sent: jobs.send(1) as Source<void>, late: sleep(60_000) });
    for (let n = 0; n < scheduler.policy.budget; n++) yield* ready;
    yield* selecting;
  });
  go(() => task.cancel());
  run();
  assert.equal([task.status, jobs.tryRecv()], ["cancelled", notReady]);
});

for (const [name, wrap] of Object.entries(wrappers)) {
  if (name.includes("select")) continue;
  test(`${name}, a scope is cancelled when its case is not taken, whether or not the select has waited`, () => {
    for (const use of [
      (work: Source<unknown>) => select({ now: yieldNow(), work }, { biased: true }),
      (work: Source<unknown>) => select({ work }, { otherwise: true }),
      (work: Source<unknown>) => select({ soon: sleep(5), work }),
      (work: Source<unknown>) => caught(select({ failing: new Failing("poll"), work }, { biased: true })),
    ]) {
      const { run, go, loop, left } = stage();
      const ends: string[] = [];
      go(function* () {
        const begun = oneshot<void>();
        const work = scope(function* (tasks) {
          tasks.go(function* () {
            begun.send();
            try {
              yield* sleep(1_000);
            } finally {
              ends.push("cancelled");
            }
          });
        });
        yield* begun;
        yield* use(wrap(work as Source<never>));
      });
      run();
      loop.advance(5);
      assert.equal([ends, left().tasks], [["cancelled"], []]);
    }
  });
}

function* caught(source: Source<unknown>): Steps<void> {
  try {
    yield* source;
  } catch {
    // Only what becomes of the other case matters.
  }
}

/** Throws from one of its methods. */
class Failing extends QueuedSource<never> {
  private readonly method: "poll" | "subscribe";

  constructor(method: "poll" | "subscribe") {
    super();
    this.method = method;
  }

  poll(): NotReady {
    if (this.method === "poll") throw new Error("failed");
    return notReady;
  }

  override subscribe(waiter: Waiter<never>): void {
    if (this.method === "subscribe") throw new Error("refused");
    super.subscribe(waiter);
  }
}

/** Completes while it is entered. */
class Hasty extends QueuedSource<void> {
  poll(): NotReady {
    return notReady;
  }

  override subscribe(waiter: Waiter<void>): void {
    super.subscribe(waiter);
    this.waiters.deliverAll();
  }
}

test.run();
