/** Stackless tasks: how they end, and what others see of them. */
import { currentTask, dump, startTrace } from "@mailslot/core";
import { stage } from "@mailslot/test-support/stage";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { Recorder } from "./recorder.js";

const test = suite("stackless, the end");

test("it ends with a value or an error, which joiners get, and is not woken any more", async () => {
  const { run, scheduler, unhandled } = stage();
  const [good, bad] = [new Recorder(scheduler), new Recorder(scheduler)];
  good.todo.push((self) => self.complete("done"));
  bad.todo.push((self) => self.reject(new Error("broken")));
  const ends = [good.outcome(), bad.outcome()].map((outcome) => outcome.then((end) => end.status));
  good.wake();
  bad.wake();
  run();
  assert.equal(await Promise.all(ends), ["completed", "failed"]);
  good.wake();
  run();
  assert.equal(good.seen, ["react"]);
  assert.equal(unhandled, []);
});

test("a failure that nobody joins is reported", () => {
  const { run, scheduler, unhandled } = stage();
  const task = new Recorder(scheduler);
  task.todo.push((self) => self.reject("broken"));
  task.wake();
  run();
  assert.equal(unhandled, ["broken"]);
});

test("it is the current task while it reacts, and a dump and a trace show it", () => {
  const { run, scheduler } = stage();
  const trace = startTrace();
  const task = new Recorder(scheduler, "counter");
  assert.equal(
    dump(scheduler).map((each) => [each.name, each.status, each.waitingFor]),
    [["counter", "waiting", "being woken"]],
  );
  task.todo.push((self) => {
    self.seen.push(currentTask() === (self as unknown));
    self.idle();
  });
  task.wake();
  run();
  trace.stop();
  assert.equal(task.seen, ["react", true]);
  assert.equal(
    trace.events().map((event) => `${event.kind} ${event.task}`),
    ["spawn counter", "wake counter", "tick counter", "wait counter"],
  );
});

test("a class that takes the name of a method of the engine is refused in the development build", () => {
  class Clash extends Recorder {
    withdraw(): void {}
  }
  const { scheduler } = stage();
  const isDevelopment = import.meta.resolve("@mailslot/core").includes("/development/");
  if (isDevelopment) assert.throws(() => new Clash(scheduler), /Clash.withdraw takes the place/);
  else assert.is(new Clash(scheduler).name, "recorder");
});

test.run();
