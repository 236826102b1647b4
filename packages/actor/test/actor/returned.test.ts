/** What a handler or hook returns: what is waited for, what is the reply, and what is neither. */
import { defineActor, exitOf, type RefOf, register, spawnWith, stop, unregister, whereIs } from "@mailslot/actor";
import { interval, type Scheduler, sleep } from "@mailslot/core";
import { rejection } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { stage } from "../stage.js";

const Child = defineActor("child", { receive: { hello: () => "hello" } });

const Parent = defineActor("parent", {
  state: (scheduler: Scheduler) => ({ scheduler }),
  receive: {
    create: ({ state }): RefOf<typeof Child> => spawnWith(state, Child),
    hello: () => "hello",
  },
});

test("a plain handler that returns a ref replies with it at once", () => {
  const { spawn, go, run, scheduler } = stage();
  const parent = spawn(Parent, scheduler);
  const created = go(() => parent.ask.create());
  const next = go(() => parent.ask.hello());
  run();
  assert.match((created.poll() as { name: string }).name, /^child#/);
  assert.is(next.poll(), "hello");
});

test("a handler that finds another by its name replies with the ref", () => {
  const { spawn, go, run } = stage();
  const child = spawn(Child);
  register("kid", child);
  const Finder = defineActor("finder", { receive: { find: (_ctx, name: string) => whereIs(name) } });
  const found = go(() => spawn(Finder).ask.find("kid"));
  run();
  unregister("kid");
  assert.is(found.poll(), child);
});

test("a hook that returns a ref or a task does not wait for its end", () => {
  const { spawn, go, run } = stage();
  const Nest = defineActor("nest", {
    state: () => ({ kid: null as unknown }),
    receive: { hello: () => "hello" },
    started: (ctx) => (ctx.state.kid = spawn(Child)),
    stopped: () => go(() => sleep(1_000)),
  });
  const nest = spawn(Nest);
  const hello = go(() => nest.ask.hello());
  run();
  assert.is(hello.poll(), "hello");
  stop(nest);
  run();
  assert.is(nest.alive, false);
});

test("a handler that returns a task or an interval replies with it; one that returns an operation, with its result", () => {
  const { spawn, go, run, loop } = stage();
  const worker = go(() => sleep(1_000));
  const Handing = defineActor("handing", {
    receive: { work: () => worker, clock: () => interval(1_000), rest: () => sleep(10), hello: () => "hello" },
  });
  const handing = spawn(Handing);
  const task = go(() => handing.ask.work());
  const clock = go(() => handing.ask.clock());
  run();
  assert.is(task.status, "completed");
  assert.is(clock.status, "completed");
  const rested = go(() => handing.ask.rest());
  run();
  assert.is(rested.status, "waiting");
  loop.advance(10);
  assert.is(rested.status, "completed");
});

const bad: Readonly<Record<string, () => unknown>> = {
  "a revoked proxy": () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
  "a thenable whose then throws": () => ({
    then() {
      throw new Error("no then");
    },
  }),
  "an object whose then cannot be read": () => ({
    get then() {
      throw new Error("no then");
    },
  }),
  "a promise with a then of its own": () =>
    Object.assign(Promise.resolve(), {
      then() {
        throw new Error("no then");
      },
    }),
  "a proxy that answers nothing": () =>
    new Proxy(
      {},
      {
        get() {
          throw new Error("no then");
        },
        getPrototypeOf() {
          throw new Error("no prototype");
        },
      },
    ),
};

for (const [what, make] of Object.entries(bad)) {
  test(`an actor whose handler returns ${what} fails, and is gone`, async () => {
    const { spawn, loop, run, go } = stage();
    let stopped = 0;
    const Odd = defineActor("odd", { receive: { go: () => make() }, stopped: () => void stopped++ });
    const odd = spawn(Odd);
    register("odd", odd);
    const exit = go(() => exitOf(odd));
    const error = rejection(odd.ask.go());
    run();
    await loop.settle();
    assert.is((await error).code, "ERR_MAILSLOT_ACTOR_EXITED");
    assert.is(odd.alive, false);
    assert.is(exit.status, "completed");
    assert.is(stopped, 1);
    assert.is(whereIs("odd"), null);
  });

  test(`an actor whose hook returns ${what} fails, and is gone`, async () => {
    const { spawn, loop, unhandled } = stage();
    const Odd = defineActor("odd", { receive: {}, started: () => make() });
    const odd = spawn(Odd);
    await loop.settle();
    assert.is(odd.alive, false);
    assert.is(unhandled.length, 1);
  });

  test(`an actor whose handler throws ${what} fails, and is gone`, async () => {
    const { spawn, loop, unhandled } = stage();
    const Odd = defineActor("odd", {
      receive: {
        go() {
          throw make();
        },
      },
    });
    const odd = spawn(Odd);
    odd.tell.go();
    await loop.settle();
    assert.is(odd.alive, false);
    assert.is(unhandled.length, 1);
  });
}

test("a thenable that settles twice, and throws, settles once", async () => {
  const { spawn, loop, unhandled } = stage();
  const Twice = defineActor("twice", {
    receive: {
      go: () => ({
        then(done: (value: string) => void, failed: (error: Error) => void) {
          done("once");
          done("twice");
          failed(new Error("thrice"));
          throw new Error("at last");
        },
      }),
      next: () => "next",
    },
  });
  const twice = spawn(Twice);
  const replies = Promise.all([twice.ask.go(), twice.ask.next()]);
  await loop.settle();
  assert.equal(await replies, ["once", "next"]);
  assert.equal(unhandled, []);
});

test.run();
