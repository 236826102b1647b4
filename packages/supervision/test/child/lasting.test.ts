/** Refs of children that outlast restarts, and what a model says of them under random restarts. */
import { defineActor, named, type RefOf, spawn, spawnNamed } from "@mailslot/actor";
import { go, sleep } from "@mailslot/core";
import { supervisor } from "@mailslot/supervision";
import { check } from "@mailslot/test-support/seeded";
import fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { code, many, scene, Worker } from "../stage.js";

const test = suite("lasting");

test("an ask waits for the restart of a child, and for its start on request", () => {
  const on = scene();
  const sup = on.now(
    supervisor({
      scheduler: on.scheduler,
      backoff: { initial: 100, jitter: 0 },
      children: [{ id: "a", start: () => spawn(Worker, on.log, "a") }],
    }),
  );
  const ref = sup.refTo("a");
  assert.is(ref, sup.refTo("a"));
  assert.is(on.now(ref.ask.count()), 1);
  ref.tell.crash(new Error("crash"));
  on.run();
  const asked = ref.ask.count();
  on.run();
  assert.is(ref.alive, false);
  on.loop.advance(100);
  assert.is(on.now(asked), 1);
  on.now(sup.terminateChild("a"));
  const again = ref.ask.count();
  on.now(sup.restartChild("a"));
  assert.is(on.now(again), 1);
});

test("it leads nowhere when the child is deleted or the supervisor has ended: what waits is refused", () => {
  for (const end of ["delete", "stop"] as const) {
    const on = scene();
    const sup = on.now(
      supervisor({ scheduler: on.scheduler, children: [{ id: "a", start: () => spawn(Worker, on.log, "a") }] }),
    );
    const ref = sup.refTo("a");
    on.now(sup.terminateChild("a"));
    const asked = ref.ask.count();
    on.run();
    if (end === "delete") on.now(sup.deleteChild("a"));
    else on.now(sup.stop());
    for (const each of [asked, ref.ask.count()]) {
      assert.is(
        code(() => each.poll()),
        "ERR_MAILSLOT_NO_ACTOR",
      );
    }
    assert.is(ref.alive, false);
    if (end === "stop") {
      assert.is(
        code(() => sup.refTo("a")),
        "ERR_MAILSLOT_NO_SUPERVISOR",
      );
    }
    assert.equal(on.unhandled, []);
  }
});

test("a child that is not an actor, has never run, or is unknown has no lasting ref", () => {
  const on = scene();
  const task = { id: "task", start: () => go(() => sleep(1_000)) };
  const sup = on.start({ children: [task, { id: "none", start: () => null }] });
  assert.is(
    code(() => sup.refTo("task")),
    "ERR_MAILSLOT_CHILD_NOT_RUNNING",
  );
  assert.is(
    code(() => sup.refTo("none")),
    "ERR_MAILSLOT_CHILD_NOT_RUNNING",
  );
  assert.is(
    code(() => sup.refTo("other")),
    "ERR_MAILSLOT_UNKNOWN_CHILD",
  );
});

test("siblings are given a ref by name when they are made", () => {
  const Teller = defineActor("teller", {
    state: (account: RefOf<typeof Worker>) => ({ account }),
    receive: {
      *ask(ctx) {
        return yield* ctx.state.account.ask.count();
      },
    },
  });
  const on = scene();
  const account = named("lasting account", Worker, { scheduler: on.scheduler });
  const sup = on.now(
    supervisor({
      scheduler: on.scheduler,
      intensity: many,
      children: [
        { id: "teller", start: () => spawn(Teller, account) },
        { id: "account", start: () => spawnNamed("lasting account", Worker, on.log, "account") },
      ],
    }),
  );
  const teller = sup.child("teller");
  assert.is(on.now(teller.ask.ask()), 1);
  account.tell.crash(new Error("crash"));
  on.run();
  assert.is(on.now(teller.ask.ask()), 1);
  on.now(sup.stop()); // frees the name
});

/** What is done to a child, and to the ref of it. */
type Step = { readonly do: "ask" | "tell" | "crash" | "end" | "terminate" | "restart" | "pass" };

const Counter = defineActor("counter", {
  state: (seen: number[]) => ({ seen }),
  receive: {
    take(ctx, n: number) {
      ctx.state.seen.push(n);
      return n;
    },
    crash() {
      throw new Error("crash");
    },
    end: (ctx) => ctx.stop(),
  },
});

test("under random restarts each message is handled at most once, in order, and each ask ends as its handling says", () => {
  const steps = fc.array(
    fc.record<Step>({ do: fc.constantFrom("ask", "ask", "tell", "crash", "end", "terminate", "restart", "pass") }),
    { maxLength: 40 },
  );
  check(
    fc.property(steps, fc.boolean(), (all, waits) => {
      const on = scene();
      const seen: number[] = [];
      const sup = on.now(
        supervisor({
          scheduler: on.scheduler,
          intensity: { restarts: Number.POSITIVE_INFINITY },
          ...(waits ? { backoff: { initial: 50, max: 50, jitter: 0 } } : {}),
          children: [{ id: "a", start: () => spawn(Counter, seen) }],
        }),
      );
      const ref = sup.refTo("a");
      const asked: { readonly n: number; readonly reply: ReturnType<typeof ref.ask.take> }[] = [];
      let sent = 0;
      let isStopped = false;
      for (const step of all) {
        const n = ++sent;
        if (step.do === "ask") asked.push({ n, reply: ref.askWith({ timeout: Number.POSITIVE_INFINITY }).take(n) });
        else if (step.do === "tell") ref.tell.take(n);
        else if (step.do === "crash") ref.tell.crash();
        else if (step.do === "end") ref.tell.end();
        else if (step.do === "terminate" && !isStopped) {
          isStopped = true;
          on.now(sup.terminateChild("a"));
        } else if (step.do === "restart" && isStopped) {
          isStopped = false;
          on.now(sup.restartChild("a"));
        } else on.loop.advance(30);
      }
      if (isStopped) on.now(sup.restartChild("a"));
      for (let n = 0; n < 100; n++) on.loop.advance(50); // as many restarts as crashes that wait
      assert.equal(
        seen,
        [...new Set(seen)].sort((a, b) => a - b),
      );
      for (const { n, reply } of asked) {
        let end: unknown;
        try {
          end = reply.poll();
        } catch (error) {
          end = (error as { outcome?: string }).outcome;
        }
        assert.is(end, seen.includes(n) ? n : "rejected");
      }
      assert.is(on.now(ref.ask.take(0)), 0);
      on.now(sup.stop());
      assert.equal(on.left(), { tasks: [], timers: 0 });
    }),
  );
});

test.run();
