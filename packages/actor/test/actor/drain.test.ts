/** Draining: an end after which nothing that was sent before is unhandled, and before which nothing more is taken. */
import {
  type Distant,
  defineActor,
  drain,
  exitOf,
  kill,
  Refusal,
  refer,
  roundRobin,
  router,
  signal,
  stop,
  terminate,
} from "@mailslot/actor";
import { channel, type Receiver, type Steps, sleep } from "@mailslot/core";
import { thrown } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { receivedLetters } from "../letters.js";
import { stage } from "../stage.js";

const shapes = {
  "an actor with the plain mailbox": {},
  "an actor with a bounded mailbox": { mailbox: { capacity: 2 } },
  "an actor whose messages have priorities": { priority: { work: -1, hold: 1 } },
};

const worker = (more: object) =>
  defineActor("worker", {
    state: (done: (number | string)[], gate: Receiver<void>) => ({ done, gate }),
    receive: {
      *hold(ctx) {
        yield* ctx.state.gate.recv();
        ctx.state.done.push("held");
        return "held";
      },
      work(ctx, n: number) {
        ctx.state.done.push(n);
        return n;
      },
    },
    signal: (ctx, { type }) => void ctx.state.done.push(type),
    stopped: (ctx, reason) => void ctx.state.done.push(String(reason)),
    ...more,
  });

for (const [what, more] of Object.entries(shapes)) {
  test(`${what} handles all that was sent before it drains, then ends, and takes nothing more`, () => {
    const { spawn, go, run } = stage();
    const done: (number | string)[] = [];
    const gate = channel<void>();
    const actor = spawn(worker(more), done, gate);
    const letters = receivedLetters();
    const held = go(() => actor.ask.hold());
    run();
    for (const n of [1, 2, 3, 4]) actor.tell.work(n);
    const asked = go(() => actor.ask.work(5));
    run();
    signal(actor, { type: "word", from: actor, reason: "normal" });
    drain(actor);
    drain(actor, "another reason");
    actor.tell.work(6);
    const late = go(() => actor.ask.work(7));
    run();
    assert.is(actor.alive, false);
    const refused = thrown(() => late.poll());
    assert.is(refused.code, "ERR_MAILSLOT_NO_ACTOR");
    assert.match(refused.message, /takes no more messages/);
    assert.equal(
      letters().map(({ args, reason }) => [args, reason]),
      [[[6], "draining"]],
    );
    gate.send();
    run();
    assert.equal([held.poll(), asked.poll()], ["held", 5]);
    assert.equal(
      done.filter((each) => each !== "word"),
      ["held", 1, 2, 3, 4, 5, "shutdown"],
    );
    assert.equal(
      done.filter((each) => each === "word"),
      ["word"],
    );
    assert.equal(letters(), []);
  });
}

test("an actor that is idle, or drains itself in a handler, ends at once", () => {
  const { spawn, run } = stage();
  const Own = defineActor("own", { receive: { end: (ctx) => drain(ctx.self, { shutdown: "done" }) } });
  const idle = spawn(Own);
  drain(idle);
  run();
  assert.is(exitOf(idle).poll(), "shutdown");
  const own = spawn(Own);
  own.tell.end();
  run();
  assert.equal(exitOf(own).poll(), { shutdown: "done" });
});

test("handlers that interleave end by themselves before their actor drains to its end", () => {
  const { spawn, go, run, loop } = stage();
  const Desk = defineActor("desk", {
    interleave: ["wait", "waitAsync"],
    receive: {
      *wait(_ctx, ms: number) {
        yield* sleep(ms);
        return ms;
      },
      async waitAsync(_ctx, gate: Receiver<number>) {
        return await gate.recv();
      },
    },
  });
  const desk = spawn(Desk);
  const asked = [go(() => desk.ask.wait(10)), go(() => desk.ask.wait(20))];
  run();
  drain(desk);
  loop.advance(10);
  assert.is(exitOf(desk).poll() === "shutdown", false);
  loop.advance(10);
  assert.equal(
    asked.map((each) => each.poll()),
    [10, 20],
  );
  assert.is(exitOf(desk).poll(), "shutdown");
});

for (const [how, end, code] of [
  ["stop", stop, "ERR_MAILSLOT_NO_ACTOR"],
  ["terminate", terminate, "ERR_MAILSLOT_ACTOR_EXITED"],
  ["kill", kill, "ERR_MAILSLOT_ACTOR_EXITED"],
] as const) {
  test(`an actor that drains can be ended sooner: ${how}`, () => {
    const { spawn, go, run, loop } = stage();
    const Slow = defineActor("slow", { receive: { work: () => sleep(100) } });
    const slow = spawn(Slow);
    const asked = [slow.ask.work(), slow.ask.work()].map((ask) => go(() => ask));
    run();
    drain(slow);
    end(slow);
    run();
    loop.advance(100);
    assert.is(exitOf(slow).poll(), how === "kill" ? "killed" : "shutdown");
    if (how !== "stop") assert.is(thrown(() => asked[0]?.poll()).code, code);
    assert.is(thrown(() => asked[1]?.poll()).code, "ERR_MAILSLOT_NO_ACTOR");
  });
}

test("a failure while it drains is its end, and what waits goes back to its senders", () => {
  const { spawn, go, run } = stage();
  const broken = new Error("broken");
  const Fails = defineActor("fails", {
    receive: {
      fail() {
        throw broken;
      },
      refuse() {
        throw new Refusal("no");
      },
      work: () => "done",
    },
  });
  const actor = spawn(Fails);
  const asked = [actor.ask.refuse(), actor.ask.fail(), actor.ask.work()].map((ask) => go(() => ask));
  const letters = receivedLetters();
  drain(actor);
  run();
  assert.is(exitOf(actor).poll(), broken);
  assert.equal(
    asked.map((each) => thrown(() => each.poll()).code),
    ["ERR_MAILSLOT_REJECTED", "ERR_MAILSLOT_ACTOR_EXITED", "ERR_MAILSLOT_NO_ACTOR"],
  );
  assert.equal(letters(), []);
});

test("a router passes over workers that drain", () => {
  const { spawn, run } = stage();
  const Worker = defineActor("worker", { receive: { name: (ctx) => ctx.name } });
  const workers = [spawn(Worker), spawn(Worker)];
  const some = router(workers, roundRobin());
  drain(workers[0] as never);
  const names = [some.ask.name(), some.ask.name()];
  run();
  assert.equal(
    names.map((name) => name.poll()),
    [workers[1]?.name, workers[1]?.name],
  );
});

test("an actor elsewhere is drained there", () => {
  const orders: string[] = [];
  const order = (name: string) => () => void orders.push(name);
  const names = ["tell", "ask", "givenUp", "awaited", "watched", "signal", "drain", "stop", "terminate", "kill"];
  const elsewhere = Object.fromEntries(names.map((name) => [name, order(name)])) as unknown as Distant;
  const far = refer(defineActor("far", { receive: {} }), "far#1", elsewhere);
  drain(far);
  assert.equal(orders, ["drain"]);
  assert.is(far.alive, true);
});

test("a failure while it drains ends it at once: handlers that interleave are not waited for", () => {
  const { spawn, run, go, unhandled } = stage();
  const Failing = defineActor("failing", {
    receive: {
      *aside(): Steps<void> {
        yield* sleep(1_000_000);
      },
      crash() {
        throw new Error("crash");
      },
    },
    interleave: ["aside"],
  });
  const failing = spawn(Failing);
  const asked = go(() => failing.ask.aside());
  run();
  failing.tell.crash();
  drain(failing);
  run();
  assert.is(thrown(() => asked.poll()).code, "ERR_MAILSLOT_ACTOR_EXITED");
  assert.is(unhandled.length, 1);
});

test.run();
