/** Refs of actors elsewhere: used like local ones, carried by a Distant. */
import {
  createGroup,
  createRegistry,
  defineActor,
  definitionOf,
  drain,
  exited,
  exitOf,
  isDefinition,
  isDistant,
  isRef,
  kill,
  leastLoaded,
  RejectedError,
  refer,
  router,
  sendDeadLetter,
  signal,
  stop,
  takesSignals,
  taskOf,
  terminate,
  UnknownOutcomeError,
} from "@mailslot/actor";
import { channel, race, watchEnd } from "@mailslot/core";
import { keepsNothing } from "@mailslot/test-support/kept";
import { rejection, thrown } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { receivedLetters } from "../letters.js";
import { stage } from "../stage.js";
import { elsewhere } from "./elsewhere.js";

const small = {
  "~standard": {
    version: 1 as const,
    vendor: "test",
    validate: (value: unknown) =>
      (value as number) < 100 ? { value: (value as number) * 2 } : { issues: [{ message: "too large" }] },
  },
};

const Account = defineActor("account", {
  receive: {
    deposit(_ctx, _amount: number, _note?: string, _more?: string) {},
    checked(_ctx, _amount: number) {},
    balance: (_ctx): number => 0,
  },
  messages: { checked: [small] },
  mailbox: { capacity: 1 },
  started() {},
  signal() {},
});

test("smoke", () => {
  const on = stage();
  const { ref, log, asks } = elsewhere(Account, on.scheduler);
  ref.tell.deposit(5);
  const asker = on.go(function* () {
    return yield* ref.ask.balance();
  });
  on.run();
  assert.equal(log, [
    ["tell", "deposit", 5, null],
    ["ask", "balance"],
  ]);
  asks[0]?.reply(105);
  on.run();
  assert.is(asker.status, "completed");
  assert.is(asker.poll(), 105);
});

test("is a ref of its definition, with the name it was given", () => {
  const { ref } = elsewhere(Account, stage().scheduler);
  assert.ok(isRef(ref) && isDistant(ref) && ref.alive && takesSignals(ref));
  assert.is(definitionOf(ref), Account);
  assert.is(ref.name, "account#7 of b");
  assert.ok(isDefinition(Account));
  assert.not(isDefinition({ name: "account", messages: [] }));
  assert.is(thrown(() => refer({} as never, "x", {} as never)).code, "ERR_MAILSLOT_DEFINITION");
});

test("carries what is sent in its order, with its sender, checked by its schemas", () => {
  const on = stage();
  const { ref, log } = elsewhere(Account, on.scheduler);
  const Teller = defineActor("teller", {
    receive: {
      go() {
        ref.tell.deposit(1, "a", "b");
        ref.tell.checked(2);
      },
    },
  });
  const teller = on.spawn(Teller);
  teller.tell.go();
  on.run();
  on.go(() => void ref.tell.deposit(3), { name: "plain" });
  on.run();
  assert.is(thrown(() => ref.tell.checked(100)).code, "ERR_MAILSLOT_INVALID_MESSAGE");
  assert.equal(log, [
    ["tell", "deposit", 1, "a", "b", teller.name],
    ["tell", "checked", 4, teller.name],
    ["tell", "deposit", 3, "plain"],
  ]);
});

test("lets a tell wait for the room that its carrier gives", () => {
  const on = stage();
  const room = channel<void>();
  const { ref } = elsewhere(Account, on.scheduler, { tell: () => room.recv() });
  const teller = on.go(function* () {
    yield* ref.tell.deposit(1);
  });
  on.run();
  assert.is(teller.status, "waiting");
  room.send();
  on.run();
  assert.is(teller.status, "completed");
});

test("carries signals and ends", () => {
  const { ref, log } = elsewhere(Account, stage().scheduler);
  signal(ref, { type: "down", from: ref, reason: "normal" });
  stop(ref);
  drain(ref, "normal");
  terminate(ref, "normal");
  kill(ref);
  assert.equal(log, [["signal", "down"], ["stop", "shutdown"], ["drain", "normal"], ["terminate", "normal"], ["kill"]]);
  assert.ok(ref.alive);
});

test("refuses asks, and fails what cannot be carried where it is sent", () => {
  const on = stage();
  const { ref, asks } = elsewhere(Account, on.scheduler);
  const refused = on.go(() => ref.ask.balance());
  on.run();
  asks[0]?.refuse(new RejectedError("no", { code: "ERR_MAILSLOT_NO_CONNECTION" }));
  on.run();
  assert.is(thrown(() => refused.poll()).code, "ERR_MAILSLOT_NO_CONNECTION");
  const unfit = elsewhere(Account, on.scheduler, {
    ask: () => {
      throw new TypeError("args[0] is a function");
    },
  });
  assert.is(thrown(() => unfit.ref.ask.balance()).message, "args[0] is a function");
  assert.is(unfit.ref.load, 0);
  on.run();
  assert.equal(on.left(), { tasks: [], timers: 0 });
});

test("ends an ask after its time as unknown, and tells the carrier", () => {
  const on = stage();
  const letters = receivedLetters();
  const { ref, asks, log } = elsewhere(Account, on.scheduler);
  const late = on.go(() => ref.askWith({ timeout: 10 }).balance());
  on.run();
  assert.is(ref.load, 1);
  on.loop.advance(20);
  on.run();
  assert.instance(
    thrown(() => late.poll()),
    UnknownOutcomeError,
  );
  assert.equal(log, [
    ["ask", "balance"],
    ["given up", "balance"],
  ]);
  assert.ok(asks[0]?.isOver);
  assert.is(ref.load, 0);
  asks[0]?.reply(1);
  assert.equal(
    letters().map(({ message, reason, args }) => [message, reason, args]),
    [["balance", "late reply", [1]]],
  );
});

test("gives up an ask with its signal, its waiter, or the case of a race that another wins", () => {
  const on = stage();
  const { ref, log } = elsewhere(Account, on.scheduler);
  const controller = new AbortController();
  const aborted = on.go(() => ref.askWith({ signal: controller.signal }).balance());
  const cancelled = on.go(() => ref.ask.balance());
  const other = channel<number>();
  const raced = on.go(() => race([ref.ask.balance(), other.recv()]));
  on.run();
  controller.abort();
  cancelled.cancel();
  other.send(3);
  on.run();
  assert.is(thrown(() => aborted.poll()).code, "ERR_MAILSLOT_ASK_ABORTED");
  assert.is(raced.status, "completed");
  assert.is(log.filter(([what]) => what === "given up").length, 3);
});

test("works in groups, registries and routers, which hear of its end", () => {
  const on = stage();
  const far = elsewhere(Account, on.scheduler);
  const near = elsewhere(Account, on.scheduler);
  const group = createGroup<typeof far.ref>();
  const registry = createRegistry<string, typeof far.ref>();
  group.join(far.ref);
  group.join(near.ref);
  registry.register("far", far.ref);
  const accounts = router(group, leastLoaded());
  accounts.ask.balance();
  accounts.ask.balance();
  assert.is(far.asks.length, 1);
  assert.is(near.asks.length, 1);
  assert.equal(
    far.log.filter(([what]) => what === "watched"),
    [["watched", false]],
  );
  exitOf(far.ref);
  exitOf(far.ref);
  assert.equal(far.log.at(-1), ["watched", true]);
  exited(far.ref, "noconnection");
  assert.equal(group.members(), [near.ref]);
  assert.is(registry.whereIs("far"), null);
});

test("asks for news of its end once somebody wants it, and gives the reason", () => {
  const on = stage();
  const { ref, log } = elsewhere(Account, on.scheduler);
  const reasons: unknown[] = [];
  const exit = on.go(() => exitOf(ref));
  watchEnd(taskOf(ref), {
    ended(outcome) {
      reasons.push(outcome.status);
      return false;
    },
  });
  on.run();
  assert.equal(log, [["watched", true]]);
  const error = new Error("broken");
  exited(ref, error);
  exited(ref, "normal");
  on.run();
  assert.is(exit.poll(), error);
  assert.equal(reasons, ["failed"]);
  assert.not(ref.alive);
  assert.equal(on.unhandled, []);
});

test("answers as the dead do when it has ended, and reports no failure", async () => {
  const on = stage();
  const letters = receivedLetters();
  const { ref, log } = elsewhere(Account, on.scheduler);
  exited(ref, new Error("broken"));
  ref.tell.deposit(1);
  kill(ref);
  const asked = rejection(ref.ask.balance());
  on.run();
  assert.is((await asked).code, "ERR_MAILSLOT_NO_ACTOR");
  assert.is(thrown(() => createGroup().join(ref)).code, "ERR_MAILSLOT_NO_ACTOR");
  assert.equal(
    letters().map(({ to, reason }) => [to, reason]),
    [[ref, "no actor"]],
  );
  assert.equal([log, on.unhandled], [[], []]);
});

test("ends a ref from elsewhere alone", () => {
  const on = stage();
  const local = on.spawn(Account);
  assert.not(isDistant(local));
  assert.is(thrown(() => exited(local, "normal")).code, "ERR_MAILSLOT_DEFINITION");
});

test("is listed nowhere", () => {
  const on = stage();
  const { ref } = elsewhere(Account, on.scheduler);
  ref.ask.balance();
  assert.equal(on.left().tasks, []);
  on.go(() => {});
  exited(ref, "normal");
  on.run();
  on.go(() => {});
  on.run();
  assert.equal(on.left().tasks, []);
});

test("is collected when nobody holds it", async () => {
  const on = stage();
  await keepsNothing("a ref from elsewhere", () => {
    elsewhere(Account, on.scheduler).ref.tell.deposit(1);
  });
});

test("tells of what was lost outside as a dead letter", () => {
  const letters = receivedLetters();
  const { ref } = elsewhere(Account, stage().scheduler);
  const letter = { from: "main", to: ref, message: "deposit", args: [1], reason: "no connection" } as const;
  sendDeadLetter(letter);
  assert.equal(letters(), [letter]);
});

test.run();
