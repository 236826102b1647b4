/** Actors by key as one child of a supervisor. */
import { defineActor, exitOf, keyed, spawn } from "@mailslot/actor";
import { sleep } from "@mailslot/core";
import { supervisor } from "@mailslot/supervision";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { code, many, scene, Worker } from "../stage.js";

const Account = defineActor("account", {
  state: (owner: string, log: string[]) => ({ owner, log, balance: 0 }),
  receive: {
    deposit: (ctx, amount: number) => (ctx.state.balance += amount),
    *work(ctx, n: number) {
      yield* sleep(10);
      ctx.state.log.push(`${ctx.state.owner} ${n}`);
    },
    crash() {
      throw new Error("crash");
    },
  },
  stopped: (ctx) => void ctx.state.log.push(`${ctx.state.owner} ended`),
});

function staged() {
  const on = scene();
  const log: string[] = [];
  const accounts = keyed(Account, (owner: string) => [owner, log], {
    scheduler: on.scheduler,
    onFailure: (_error, key) => void log.push(`${key} failed`),
  });
  return { ...on, log, accounts };
}

test("a supervisor that stops lets them drain before it stops the children before them", () => {
  const on = staged();
  const { log, accounts } = on;
  const sup = on.now(
    supervisor({
      scheduler: on.scheduler,
      children: [
        { id: "store", start: () => spawn(Worker, on.log, "store") },
        { id: "accounts", start: () => accounts.serve(), shutdown: 10_000 },
      ],
    }),
  );
  const ada = accounts.of("ada");
  for (const n of [1, 2]) ada.tell.work(n);
  on.run();
  const stopping = on.go(() => sup.stop());
  on.run();
  assert.is(sup.child("store").alive, true);
  const late = ada.ask.deposit(1);
  on.loop.advance(20);
  assert.equal(log, ["+store", "ada 1", "ada 2", "ada ended", "-store shutdown"]);
  assert.is(
    code(() => late.poll()),
    "ERR_MAILSLOT_NO_ACTOR",
  );
  assert.is(stopping.status, "completed");
  assert.equal(on.left(), { tasks: [], timers: 0 });
});

test("after a restart of the child they take messages again, by the same refs", () => {
  const on = staged();
  const sup = on.now(
    supervisor({
      scheduler: on.scheduler,
      strategy: "one-for-all",
      intensity: many,
      children: [
        { id: "store", start: () => spawn(Worker, on.log, "store") },
        { id: "accounts", start: () => on.accounts.serve() },
      ],
    }),
  );
  const ada = on.accounts.of("ada");
  assert.is(on.now(ada.ask.deposit(5)), 5);
  sup.child("store").tell.crash(new Error("crash"));
  on.run();
  assert.is(on.log.includes("ada ended"), true);
  assert.is(on.now(ada.ask.deposit(2)), 2);
  on.now(sup.stop());
  assert.equal(on.left(), { tasks: [], timers: 0 });
});

test("an actor that fails does not end the child: the next message starts another", () => {
  const on = staged();
  const sup = on.now(
    supervisor({ scheduler: on.scheduler, children: [{ id: "accounts", start: () => on.accounts.serve() }] }),
  );
  const ada = on.accounts.of("ada");
  ada.tell.crash();
  on.run();
  assert.is(on.now(ada.ask.deposit(2)), 2);
  assert.equal([on.log, on.unhandled], [["ada ended", "ada failed"], []]);
  on.now(sup.stop());
});

test("actors that fail too often fail the child, and at last the supervisor gives up", () => {
  const on = staged();
  const sup = on.now(
    supervisor({
      scheduler: on.scheduler,
      intensity: { restarts: 1, within: 1_000 },
      children: [
        {
          id: "accounts",
          start: () => on.accounts.serve({ intensity: { restarts: 2, within: 100 } }),
          shutdown: 1_000,
        },
      ],
    }),
  );
  const end = exitOf(sup.ref);
  const ada = on.accounts.of("ada");
  const bob = on.accounts.of("bob");
  const crash = (...refs: { readonly tell: { crash(): unknown } }[]) => {
    for (const ref of refs) {
      ref.tell.crash();
      on.run();
    }
  };
  const first = sup.child("accounts");
  crash(ada, bob, ada, bob); // the third of them is too many; the fourth starts with the next child
  assert.is(first.status, "failed");
  assert.equal([first === sup.child("accounts"), on.now(ada.ask.deposit(1))], [false, 1]);
  on.loop.advance(200);
  for (let n = 0; n < 5; n++) {
    crash(ada);
    on.loop.advance(60); // never three within 100 ms
  }
  assert.is(on.now(ada.ask.deposit(1)), 1);
  crash(ada, bob, ada);
  const reason = end.poll() as { shutdown: Error };
  assert.match(reason.shutdown.message, /gives up: child "accounts" ended once more after 1 restart/);
  const { code: cause, message } = reason.shutdown.cause as Error & { code: string };
  assert.equal(
    [cause, message],
    ["ERR_MAILSLOT_RESTART_INTENSITY", "actors by key, account: more than 2 have failed within 100 ms"],
  );
  assert.equal([on.unhandled.length, on.left()], [1, { tasks: [], timers: 0 }]); // that nobody supervises the supervisor
});

test("intensities that make no sense are refused, and nothing is served", () => {
  const on = staged();
  for (const intensity of [{ restarts: -1 }, { restarts: 0.5 }, { within: 0 }, { within: Number.NaN }, 3, null]) {
    assert.is(
      code(() => on.accounts.serve({ intensity } as never)),
      "ERR_MAILSLOT_ARGUMENT",
    );
  }
  assert.equal(on.left(), { tasks: [], timers: 0 });
});

test("one that is stopped before it has begun takes no more messages either", () => {
  const on = staged();
  const serving = on.accounts.serve();
  const ada = on.accounts.of("ada");
  ada.tell.work(1);
  serving.cancel();
  on.run();
  on.loop.advance(10);
  assert.equal(on.log, ["ada 1", "ada ended"]);
  assert.is(
    code(() => on.now(ada.ask.deposit(1))),
    "ERR_MAILSLOT_NO_ACTOR",
  );
});

test.run();
