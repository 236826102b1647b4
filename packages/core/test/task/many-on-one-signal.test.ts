// runs under Node alone: it counts the listeners of a signal with node:events
/** One AbortSignal for many tasks and waits: one listener, told once, in order. */
import { getEventListeners } from "node:events";
import { abortable, counters, oneshot, scope, sleep } from "@mailslot/core";
import { rejection, thrown } from "@mailslot/test-support/rejection";
import { orderedStage, stage } from "@mailslot/test-support/stage";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const signals = suite("one signal for many");

signals("tasks, scopes and waits share one listener, which goes with the last of them", async () => {
  const warnings: Error[] = [];
  const warn = (warning: Error): void => void warnings.push(warning);
  process.on("warning", warn);
  const own = stage();
  const { signal } = new AbortController();
  const cells = Array.from({ length: 100 }, () => oneshot<number>());
  const tasks = cells.map((cell) => own.go(() => cell, { signal }));
  const waits = cells.map((cell) => own.go(() => abortable(cell, signal)));
  own.go(() => scope(() => cells[0], { signal }));
  own.run();
  assert.is(getEventListeners(signal, "abort").length, 1);
  for (const cell of cells) cell.send(1);
  own.run();
  assert.is(getEventListeners(signal, "abort").length, 0);
  assert.ok([...tasks, ...waits].every((task) => task.status === "completed"));
  await new Promise(setImmediate);
  process.off("warning", warn);
  assert.equal(warnings, []);
});

signals("an abort tells each once, in the order in which they came, and leaves no listener", () => {
  const own = orderedStage();
  const control = new AbortController();
  const order: number[] = [];
  const tasks = Array.from({ length: 20 }, (_, n) =>
    own.go(
      function* () {
        try {
          yield* sleep(99);
        } finally {
          order.push(n);
        }
      },
      { signal: control.signal },
    ),
  );
  own.run();
  control.abort("over");
  assert.is(getEventListeners(control.signal, "abort").length, 0);
  own.run();
  assert.equal(
    order,
    Array.from({ length: 20 }, (_, n) => n),
  );
  assert.ok(tasks.every((task) => task.status === "cancelled"));
});

signals("a signal that aborts while its source is entered ends the wait", async () => {
  const control = new AbortController();
  const cell = oneshot<string>();
  const { subscribe } = cell;
  cell.subscribe = (waiter) => {
    subscribe.call(cell, waiter);
    control.abort("in between");
  };
  assert.is((await rejection(abortable(cell, control.signal))).code, "ERR_MAILSLOT_CANCELLED");
});

signals("what is no signal is refused, and leaves no task behind", () => {
  const own = stage();
  const wrong = { signal: {} as AbortSignal };
  assert.match(thrown(() => own.go(() => 1, wrong)).message, /the signal of a task is .*: give an AbortSignal/);
  assert.match(thrown(() => abortable(oneshot(), {} as AbortSignal)).message, /the signal given to abortable/);
  assert.match(
    thrown(() => abortable(Promise.resolve() as never, new AbortController().signal)).message,
    /fromPromise/,
  );
  assert.is(counters(own.scheduler).live, 0);
});

signals.run();
