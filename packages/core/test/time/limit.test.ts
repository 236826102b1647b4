/** Limits to waits: timeout, deadline, abortable. */

import { getEventListeners } from "node:events";
import {
  abortable,
  CancelledError,
  channel,
  deadline,
  go,
  notReady,
  oneshot,
  orClosed,
  type Source,
  sleep,
  TimeoutError,
  timeout,
} from "@mailslot/core";
import { exchangeDefault } from "@mailslot/core/engine";
import { rejection, thrown } from "@mailslot/test-support/rejection";
import { orderedStage, stage } from "@mailslot/test-support/stage";
import { test } from "uvu";
import * as assert from "uvu/assert";

/** How a task that waits for `operation` ended: its value, or its error. */
function outcomeOf(own: ReturnType<typeof stage>, operation: () => Source<unknown>, ms: number): unknown {
  const task = own.go(function* () {
    try {
      return yield* operation();
    } catch (error) {
      return error;
    }
  });
  own.run();
  own.loop.advance(ms);
  return task.poll();
}

test("a recv within its time limit gives its message", () => {
  const own = stage();
  const messages = channel<string>();
  own.loop.startTimer(4, () => messages.send("in time"));
  assert.is(
    outcomeOf(own, () => timeout(messages.recv(), 5), 10),
    "in time",
  );
});

test("a recv over its time limit fails with TimeoutError, naming what was waited for and how long", () => {
  const own = stage();
  const messages = channel<string>({ name: "replies" });
  const error = outcomeOf(own, () => timeout(messages.recv(), 5), 5) as TimeoutError;
  assert.instance(error, TimeoutError);
  assert.is(error.code, "ERR_MAILSLOT_TIMEOUT");
  assert.is(error.message, "recv on channel replies did not complete within 5 ms");
});

test("a send that waits for room is withdrawn when its limit has passed before anybody waits", () => {
  const own = stage();
  const messages = channel<string>(1);
  messages.send("first");
  const late = outcomeOf(own, () => timeout(messages.send("late") as Source<void>, 0), 5) as TimeoutError;
  assert.is(late.code, "ERR_MAILSLOT_TIMEOUT");
  assert.is(messages.tryRecv(), "first");
  assert.is(messages.tryRecv(), notReady);
});

test("a recv that timed out takes nothing, and leaves no waiter and no timer", () => {
  const own = stage();
  const messages = channel<string>();
  let timers = 0;
  const { startTimer, stopTimer } = own.loop;
  own.loop.startTimer = (delay, callback) => {
    timers++;
    return startTimer.call(own.loop, delay, () => {
      timers--;
      callback();
    });
  };
  own.loop.stopTimer = (timer) => {
    timers--;
    stopTimer.call(own.loop, timer);
  };
  assert.instance(
    outcomeOf(own, () => timeout(messages.recv(), 5), 5),
    TimeoutError,
  );
  messages.send("kept");
  own.run();
  assert.is(messages.length, 1);
  assert.is(messages.tryRecv(), "kept");
  assert.is(timers, 0);
  const inTime = own.go(() => timeout(messages.recv(), 1000));
  own.run();
  assert.is(timers, 1);
  messages.send("now");
  own.run();
  assert.is(inTime.poll(), "now");
  assert.is(timers, 0);
});

test("what is ready is taken, however late it is asked for", () => {
  const own = stage();
  const messages = channel<string>();
  const task = own.go(function* () {
    const limited = timeout(messages.recv(), 5);
    yield* sleep(10);
    messages.send("late");
    return yield* limited;
  });
  own.run();
  own.loop.advance(10);
  assert.is(task.poll(), "late");
});

test("of a message and a time limit at the same moment, the first to come wins, and the other changes nothing", () => {
  const own = orderedStage();
  const messages = channel<number>();
  const waits = [timeoutTask(), timeoutTask()];
  own.run();
  own.loop.startTimer(4.9, () => messages.send(1));
  own.loop.advance(5);
  assert.equal(
    waits.map((task) => (task.poll() instanceof TimeoutError ? "timeout" : task.poll())),
    [1, "timeout"],
  );

  function timeoutTask() {
    return own.go(function* () {
      try {
        return yield* timeout(messages.recv(), 5);
      } catch (error) {
        return error;
      }
    });
  }
});

test("a deadline is a time of the scheduler's clock", () => {
  const own = stage("stage", {}, 100);
  const error = outcomeOf(own, () => deadline(channel<never>({ name: "replies" }).recv(), 105), 5) as TimeoutError;
  assert.is(error.message, "recv on channel replies did not complete by its deadline of 105 ms");
});

test("a deadline that has passed fails at once, unless the operation is ready", () => {
  const own = stage("stage", {}, 100);
  assert.instance(
    outcomeOf(own, () => deadline(channel<never>().recv(), 99), 0),
    TimeoutError,
  );
  const full = channel<number>();
  full.send(1);
  assert.is(
    outcomeOf(own, () => deadline(full.recv(), 99), 0),
    1,
  );
});

test("a limit on a task gives up the wait, and leaves the task to run", () => {
  const own = stage();
  const work = own.go(function* () {
    yield* sleep(20);
    return "done";
  });
  assert.instance(
    outcomeOf(own, () => timeout(work, 5), 5),
    TimeoutError,
  );
  assert.is(work.status, "waiting");
  own.loop.advance(20);
  assert.is(work.poll(), "done");
});

test("the failure of what is limited comes through", () => {
  const own = stage();
  const answer = oneshot<number>();
  own.loop.startTimer(1, () => answer.fail(new Error("refused")));
  assert.is((outcomeOf(own, () => timeout(answer, 5), 5) as Error).message, "refused");
});

test("limits nest, and the nearest one is reached", () => {
  const own = stage();
  const recv = channel<never>().recv();
  const near = outcomeOf(own, () => timeout(timeout(recv, 50), 5), 5) as Error;
  assert.match(near.message, "within 5 ms");
  const inner = outcomeOf(own, () => timeout(timeout(recv, 5), 50), 5) as Error;
  assert.match(inner.message, "within 5 ms");
  const ended = outcomeOf(own, () => timeout(orClosed(recv, null), 5), 5) as Error;
  assert.match(ended.message, "within 5 ms");
});

test("one limited operation serves several waits, each given up on its own", () => {
  const own = stage();
  const messages = channel<number>();
  const limited = own.go(() => [timeout(messages.recv(), 10)] as const);
  own.run();
  const [operation] = limited.poll() as readonly [Source<number>];
  const [one, two] = [own.go(() => operation), own.go(() => operation)];
  own.run();
  one.cancel();
  messages.send(1);
  own.run();
  assert.is(one.status, "cancelled");
  assert.is(two.poll(), 1);
});

test("an abortable wait fails with CancelledError when its signal aborts, with the reason as cause", () => {
  const own = stage();
  const controller = new AbortController();
  own.loop.startTimer(3, () => controller.abort("closing"));
  const { signal } = controller;
  const error = outcomeOf(own, () => abortable(channel<never>({ name: "jobs" }).recv(), signal), 3) as CancelledError;
  assert.instance(error, CancelledError);
  assert.is(error.message, "the wait for recv on channel jobs was aborted");
  assert.is(error.cause, "closing");
});

test("an abortable wait under a signal that has aborted fails at once, unless the operation is ready", () => {
  const own = stage();
  const signal = AbortSignal.abort();
  assert.instance(
    outcomeOf(own, () => abortable(channel<never>().recv(), signal), 0),
    CancelledError,
  );
  const full = channel<number>();
  full.send(1);
  assert.is(
    outcomeOf(own, () => abortable(full.recv(), signal), 0),
    1,
  );
});

test("an abortable wait stops listening however it ends", () => {
  const own = orderedStage();
  const { signal } = new AbortController();
  const messages = channel<number>();
  const [received, cancelled] = [
    own.go(() => abortable(messages.recv(), signal)),
    own.go(() => abortable(messages.recv(), signal)),
  ];
  own.run();
  assert.is(getEventListeners(signal, "abort").length, 1);
  messages.send(1);
  cancelled.cancel();
  own.run();
  assert.is(received.status, "completed");
  assert.is(getEventListeners(signal, "abort").length, 0);
});

test("a limit works under await, outside every task", async () => {
  const error = await rejection(timeout(channel<never>({ name: "replies" }).recv(), 1));
  assert.is(error.message, "recv on channel replies did not complete within 1 ms");
  const answer = oneshot<number>();
  const limited = timeout(answer, 10_000);
  answer.send(1);
  assert.is(await limited, 1);
});

test("a limit without end never fails", () => {
  const own = stage();
  const task = own.go(() => timeout(channel<never>().recv(), Number.POSITIVE_INFINITY));
  own.run();
  own.loop.advance(2 ** 50);
  assert.is(task.status, "waiting");
});

test("limits that make no sense are refused", () => {
  const recv = channel<never>().recv();
  assert.is(thrown(() => timeout(recv, -5)).message, "the time limit is -5: give a number of milliseconds from 0");
  assert.is(thrown(() => deadline(recv, Number.NaN)).message, "the deadline is NaN: give a number of milliseconds");
});

test("a task that times out under a limit of its caller sees nothing of it", async () => {
  const seen = await go(function* () {
    try {
      yield* timeout(sleep(1000), 1);
    } catch (error) {
      return (error as TimeoutError).message;
    }
    return "";
  });
  assert.match(seen, /^sleep until \d+\.\d ms did not complete within 1 ms$/);
});

test("a limit made outside every task begins by the clock of the task that waits, also when both clocks are manual", () => {
  const [ahead, behind] = [stage("ahead", {}, 60_000), stage("behind")];
  const before = exchangeDefault(ahead.scheduler);
  try {
    const limited = timeout(channel<string>().recv(), 5);
    assert.instance(
      outcomeOf(behind, () => limited, 5),
      TimeoutError,
    );
  } finally {
    exchangeDefault(before);
  }
});

test.run();
