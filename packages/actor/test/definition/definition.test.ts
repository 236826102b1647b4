// runs under Node alone: it starts a Node program, and looks at how it ends.
/** What makes no sense is an error at the earliest moment, which names the actor and says what to do. */

import { inspect } from "node:util";
import {
  type AnyRef,
  currentActor,
  defineActor,
  defineRawActor,
  describeReason,
  isOrderly,
  kill,
  signal,
  spawn,
  stop,
} from "@mailslot/actor";
import { dump } from "@mailslot/core";
import { runProgram } from "@mailslot/test-support/program";
import { thrown } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { stage } from "../stage.js";

const take = (): void => {};
const wrong: Record<string, [unknown, RegExp]> = {
  "no handlers": [{}, /needs handlers: receive/],
  "no options": [undefined, /needs handlers/],
  "a handler that is not a function": [{ receive: { take: 1 } }, /has no function for the message take/],
  "a message called then": [{ receive: { then: take } }, /cannot have a message called then: await looks for/],
  "a message called $x": [{ receive: { $x: take } }, /cannot have a message called \$x/],
  "a state that is not a function": [{ state: {}, receive: {} }, /has a state that is not a function/],
  "a hook that is not a function": [{ stopped: 1, receive: {} }, /has a stopped that is not a function/],
  "an unknown message that interleaves": [{ receive: { take }, interleave: ["give"] }, /lets give interleave/],
  "a priority of an unknown message": [{ receive: { take }, priority: { give: 1 } }, /gives a priority to give/],
  "a priority that is not a number": [
    { receive: { take }, priority: { take: "high" } },
    /the priority "high": give a number/,
  ],
  "an ask timeout of 0": [{ receive: { take }, askTimeout: 0 }, /askTimeout of 0: give milliseconds above 0/],
  "a stash of 0": [{ receive: { take }, stash: 0 }, /room for 0 messages in its stash/],
  "a capacity of 0": [{ receive: { take }, mailbox: { capacity: 0 } }, /capacity of 0: give a whole number above 0/],
  "a capacity of 1.5": [{ receive: { take }, mailbox: { capacity: 1.5 } }, /capacity of 1.5/],
  "an overflow without capacity": [{ receive: { take }, mailbox: { overflow: "fail" } }, /give a capacity/],
  "an unknown overflow": [
    { receive: { take }, mailbox: { capacity: 1, overflow: "drop" } },
    /overflow "drop": give "susp/,
  ],
  "a warning at 0": [{ receive: { take }, mailbox: { warnAt: 0 } }, /warns at a depth of 0/],
  "a behaviour of an unknown message": [{ receive: {}, behaviours: { open: { take } } }, /handles take as open, but/],
  "a behaviour without function": [{ receive: { take }, behaviours: { open: { take: 1 } } }, /for take as open/],
  "an unknown first behaviour": [{ receive: { take }, initially: "open" }, /is initially open, which is none/],
};

for (const [what, [options, message]] of Object.entries(wrong)) {
  test(`a definition with ${what} is refused`, () => {
    const error = thrown(() => defineActor("account", options as never));
    assert.is(error.code, "ERR_MAILSLOT_DEFINITION");
    assert.match(error.message, message);
    assert.match(error.message, /^actor account /);
  });
}

test("an actor needs a name", () => {
  assert.match(thrown(() => defineActor("", { receive: {} })).message, "an actor needs a name");
  assert.match(thrown(() => defineRawActor("", () => {})).message, "an actor needs a name");
});

test("what is spawned is a definition, and what is ended is a ref", () => {
  assert.match(thrown(() => spawn({} as never)).message, "spawn was given no definition");
  for (const action of [stop, kill]) {
    const error = thrown(() => action({} as AnyRef));
    assert.is(error.code, "ERR_MAILSLOT_DEFINITION");
    assert.match(error.message, "[object Object] is not a ref of an actor: give what spawn() returned");
  }
  assert.match(thrown(() => stop(null as never)).message, "null is not a ref of an actor");
});

test("a definition knows its name and its messages", () => {
  const Account = defineActor("account", { receive: { deposit: take, balance: take } });
  assert.is(Account.name, "account");
  assert.equal(Account.messages, ["deposit", "balance"]);
});

test("a message may be called whatever fields of refs are called", () => {
  const { spawn, run } = stage();
  const heard: string[] = [];
  const names = ["node", "timeout", "name", "kind", "toString", "constructor", "apply"];
  const receive = Object.fromEntries(names.map((name) => [name, () => void heard.push(name)]));
  const ref = spawn(defineActor("actor", { receive }));
  for (const name of names) ref.tell[name]?.();
  run();
  assert.equal(heard, names);
});

test("the running actor is known in its handlers, and nowhere else", () => {
  const { spawn, run } = stage();
  let seen: AnyRef | null = null;
  const ref = spawn(defineActor("actor", { receive: { look: () => void (seen = currentActor()) } }));
  ref.tell.look();
  run();
  assert.is(seen, ref);
  assert.is(currentActor(), null);
});

test("a dump calls actors by their names and says what they wait for", async () => {
  const { spawn, scheduler, loop } = stage();
  const Actor = defineActor("actor", { receive: { wait: () => new Promise(() => {}) } });
  const idle = spawn(Actor);
  const busy = spawn(Actor);
  busy.tell.wait();
  await loop.settle();
  assert.equal(
    dump(scheduler).map(({ name, waitingFor }) => [name, waitingFor]),
    [
      [idle.name, "its mailbox"],
      [busy.name, "its promise"],
    ],
  );
});

test("a signal to an actor without a hook for it, or to one that has exited, does nothing", () => {
  const { spawn, run, unhandled } = stage();
  const ref = spawn(defineActor("actor", { receive: {} }));
  signal(ref, { type: "down", from: {}, reason: "lost" });
  kill(ref);
  run();
  signal(ref, { type: "down", from: {}, reason: "lost" });
  run();
  assert.equal(unhandled, []);
});

test("exit reasons can be distinguished, and are described in few words", () => {
  assert.equal(["normal", "shutdown", { shutdown: 1 }, "killed", new Error("broken"), undefined].map(isOrderly), [
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
  assert.equal(["normal", { shutdown: "enough" }, new TypeError("broken"), 7, { other: 1 }, null].map(describeReason), [
    "normal",
    "shutdown (enough)",
    "TypeError: broken",
    "7",
    "[object Object]",
    "null",
  ]);
});

test("by default a program ends with the failure of an unwatched actor, and the error says what to do", () => {
  const { code, stderr } = runProgram(`
    import { defineActor, spawn } from "@mailslot/actor";
    const Account = defineActor("account", { receive: { fail() { throw new Error("disk full"); } } });
    spawn(Account).tell.fail();
  `);
  assert.is(code, 1);
  assert.match(stderr, "actor account#1, in fail, failed, and nobody waits for it: disk full. Supervise or monitor it");
});

test("a console shows what a ref is, and its tell and ask, rather than the engine", () => {
  const log = spawn(defineActor("log", { receive: {} }));
  const shown = inspect({ log, tell: log.tell, ask: log.ask });
  assert.match(shown, /\[actor log#\d+\].*\[tell of actor log#\d+\].*\[ask of actor log#\d+\]/s);
  stop(log);
});

test.run();
