/** What packages above build on: refs told from other things, their tasks, and signals that are taken back. */
import {
  defineActor,
  exitOf,
  isRef,
  kill,
  type Signal,
  signal,
  spawnWith,
  stop,
  takesSignals,
  taskOf,
} from "@mailslot/actor";
import { channel, createScheduler, ManualEventLoop, sleep } from "@mailslot/core";
import { stage } from "@mailslot/test-support/stage";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const test = suite("hooks");

const loop = new ManualEventLoop();
const scheduler = createScheduler({ loop });
const heard: unknown[] = [];
const Plain = defineActor("plain", { receive: { stop: (ctx) => ctx.stop("shutdown") } });
const Hearing = defineActor("hearing", { receive: {}, signal: (_ctx, { reason }: Signal) => void heard.push(reason) });

test("isRef accepts refs only, and the outcome of an actor's task is the exit reason", async () => {
  const ref = spawnWith({ scheduler }, Plain);
  assert.is(isRef(ref), true);
  assert.is(isRef({ tell: {}, ask: {} }), false);
  ref.tell.stop();
  loop.run();
  assert.equal(await taskOf(ref).outcome(), { status: "completed", value: "shutdown" });
});

test("an actor without a signal hook takes no signals", () => {
  assert.is(takesSignals(spawnWith({ scheduler }, Plain)), false);
  assert.is(takesSignals(spawnWith({ scheduler }, Hearing)), true);
});

test("a signal that was taken back before it was handled is not handled", () => {
  heard.length = 0;
  const ref = spawnWith({ scheduler }, Hearing);
  const second = { type: "exit", from: ref, reason: 2, withdrawn: false };
  signal(ref, { type: "exit", from: ref, reason: 1 });
  signal(ref, second);
  second.withdrawn = true;
  loop.run();
  assert.equal(heard, [1]);
});

test("a kill does not wait for what the stopped hook waits for", () => {
  const waiting = channel<void>();
  const Slow = defineActor("slow", {
    receive: {},
    *stopped() {
      yield* waiting.recv();
    },
  });
  const [killed, stopping] = [spawnWith({ scheduler }, Slow), spawnWith({ scheduler }, Slow)];
  stop(stopping);
  loop.run();
  for (const ref of [killed, stopping]) kill(ref);
  loop.run();
  assert.equal([taskOf(killed).status, taskOf(stopping).status], ["completed", "completed"]);
});

for (const kind of ["steps", "a promise"])
  test(`a stopped hook that kills its own actor, and waits for ${kind}, ends it once`, () => {
    const on = stage();
    const Hasty = defineActor("hasty", {
      receive: {},
      stopped(ctx) {
        kill(ctx.self);
        return kind === "steps" ? waits() : new Promise(() => {});
      },
    });
    const ref = spawnWith({ scheduler: on.scheduler }, Hasty);
    stop(ref);
    on.run();
    for (let n = 0; n < 3; n++) on.go(() => n);
    on.run();
    assert.equal([ref.alive, exitOf(ref).poll(), on.left()], [false, "killed", { tasks: [], timers: 0 }]);
  });

function* waits() {
  yield* sleep(5);
}

test.run();
