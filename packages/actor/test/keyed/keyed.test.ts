/** Actors by key: one for each, started when it is needed, and gone when it is not. */
import { defineActor, type Keyed, keyed } from "@mailslot/actor";
import { sleep } from "@mailslot/core";
import { thrown } from "@mailslot/test-support/rejection";
import { explore } from "@mailslot/testing";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { receivedLetters } from "../letters.js";
import { stage } from "../stage.js";

const Account = defineActor("account", {
  state: (owner: string, log: string[]) => {
    log.push(`+${owner}`);
    return { owner, log, balance: 0 };
  },
  receive: {
    deposit: (ctx, amount: number) => (ctx.state.balance += amount),
    *work(ctx, ms: number) {
      yield* sleep(ms);
      ctx.state.log.push(`worked ${ms}`);
    },
    crash() {
      throw new Error("crash");
    },
  },
  *stopped(ctx) {
    yield* sleep(5); // as long as it takes to save
    ctx.state.log.push(`-${ctx.state.owner}`);
  },
});

function staged(options: { readonly idle?: number; readonly onFailure?: (error: unknown, key: string) => void } = {}) {
  const on = stage();
  const log: string[] = [];
  const accounts = keyed(Account, (owner: string) => [owner, log], {
    idle: 100,
    scheduler: on.scheduler,
    ...options,
  });
  return { ...on, log, accounts };
}

test("each key has one actor, started by the first message", () => {
  const { accounts, run, log } = staged();
  const ada = accounts.of("ada");
  assert.is(ada.alive, false);
  assert.equal(log, []);
  const asked = [ada.ask.deposit(1), accounts.of("ada").ask.deposit(2), accounts.of("bob").ask.deposit(5)];
  run();
  assert.equal(
    asked.map((each) => each.poll()),
    [1, 3, 5],
  );
  assert.equal(log, ["+ada", "+bob"]);
  assert.equal([accounts.size, accounts.keys()], [2, ["ada", "bob"]]);
  assert.is(ada.alive, true);
});

test("an actor to which nothing is sent for long ends, and the next message starts another", () => {
  const { accounts, run, loop, log, left } = staged();
  const ada = accounts.of("ada");
  ada.tell.deposit(1);
  loop.advance(60);
  ada.tell.deposit(1);
  loop.advance(99);
  assert.is(accounts.size, 1);
  loop.advance(1);
  loop.advance(5);
  assert.is(accounts.size, 0);
  assert.equal(log, ["+ada", "-ada"]);
  assert.equal(left(), { tasks: [], timers: 0 });
  const asked = ada.ask.deposit(7);
  run();
  assert.is(asked.poll(), 7);
});

test("an actor that works is not idle", () => {
  const { accounts, run, loop, log } = staged();
  accounts.of("ada").tell.work(250);
  run();
  loop.advance(299);
  assert.equal(log, ["+ada", "worked 250"]);
  loop.advance(10);
  assert.equal(log, ["+ada", "worked 250", "-ada"]);
});

test("a message that comes while its actor ends waits for the end, and starts the next", () => {
  const { accounts, run, loop, log } = staged();
  const ada = accounts.of("ada");
  ada.tell.deposit(1);
  run();
  loop.advance(102);
  const asked = [ada.ask.deposit(1), accounts.of("ada").ask.deposit(1)];
  run();
  assert.equal(log, ["+ada"]);
  loop.advance(3);
  assert.equal(log, ["+ada", "-ada", "+ada"]);
  assert.equal(
    asked.map((each) => each.poll()),
    [1, 2],
  );
});

test("an actor that fails is told to onFailure, or reported, and the next message starts another", () => {
  const failures: string[] = [];
  const heard = staged({ onFailure: (error, key) => void failures.push(`${key} ${(error as Error).message}`) });
  const unheard = staged();
  for (const { accounts, run, loop } of [heard, unheard]) {
    accounts.of("ada").tell.crash();
    run();
    loop.advance(5);
    const asked = accounts.of("ada").ask.deposit(1);
    run();
    assert.is(asked.poll(), 1);
  }
  assert.equal(failures, ["ada crash"]);
  assert.equal([heard.unhandled.length, unheard.unhandled.length], [0, 1]);
});

test("stop lets all of them drain, refuses what comes, and leaves nothing", () => {
  const { accounts, run, loop, log, go, left } = staged();
  const ada = accounts.of("ada");
  for (const ms of [1, 2]) ada.tell.work(ms);
  accounts.of("bob").tell.deposit(1);
  run();
  const letters = receivedLetters();
  const stopped = go(() => accounts.stop());
  run();
  const late = ada.ask.deposit(1);
  accounts.of("eve").tell.deposit(1);
  loop.advance(10);
  assert.is(thrown(() => late.poll()).code, "ERR_MAILSLOT_NO_ACTOR");
  assert.equal(
    letters().map(({ reason }) => reason),
    ["no actor"],
  );
  assert.is(stopped.poll(), undefined);
  assert.equal(log, ["+ada", "+bob", "worked 1", "worked 2", "-bob", "-ada"]);
  assert.equal(left(), { tasks: [], timers: 0 });
});

test("what the start throws is thrown to who tells, and fails an ask", () => {
  const on = stage();
  const accounts = keyed(
    Account,
    (): [string, string[]] => {
      throw new Error("no room");
    },
    { scheduler: on.scheduler },
  );
  assert.is(thrown(() => accounts.of("ada").tell.deposit(1)).message, "no room");
  assert.is(thrown(() => accounts.of("ada").ask.deposit(1).poll()).message, "no room");
  assert.equal(on.left(), { tasks: [], timers: 0 });
  for (const idle of [0, -1, Number.NaN]) {
    assert.is(
      thrown(() => keyed(Account, (): [string, string[]] => ["a", []], { idle })).code,
      "ERR_MAILSLOT_ARGUMENT",
    );
  }
});

test("whatever the schedule, no message is lost when actors end for idleness, and no key has two", async () => {
  await explore({ runs: 300 }, function* program() {
    const saved = new Map<string, number>();
    let living = 0;
    const Saved = defineActor("saved", {
      state: (key: string) => {
        if (++living > 1) throw new Error("two actors have one key");
        return { key, count: saved.get(key) ?? 0 };
      },
      receive: { add: (ctx) => ++ctx.state.count },
      *stopped(ctx) {
        yield* sleep(1);
        saved.set(ctx.state.key, ctx.state.count);
        living--;
      },
    });
    const actors: Keyed<string, { readonly add: (context: never) => number }> = keyed(Saved, (key: string) => [key], {
      idle: 10,
    });
    const one = actors.of("a");
    for (const pause of [10, 9, 11, 10, 1]) {
      yield* one.ask.add();
      one.tell.add();
      yield* sleep(pause);
    }
    yield* actors.stop();
    assert.is(saved.get("a"), 10);
  });
});

test.run();
