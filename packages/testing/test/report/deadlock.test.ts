/** The report of a program that waits for ever: it names each task and each promise that waits, and for what. */
import { defineActor, spawn } from "@mailslot/actor";
import { channel, go, oneshot, type Steps, scope, semaphore, sleep } from "@mailslot/core";
import { type SimulationBody, SimulationError, simulate } from "@mailslot/testing";
import { test } from "uvu";
import * as assert from "uvu/assert";

/** Returns what waits, a line each. */
async function waiting(body: SimulationBody<unknown>): Promise<string[]> {
  const error = await simulate(body).then(
    () => null,
    (failure: unknown) => failure,
  );
  assert.instance(error, SimulationError);
  const { code, message } = error as SimulationError;
  assert.is(code, "ERR_MAILSLOT_DEADLOCK");
  return message
    .split("\n")
    .slice(1)
    .map((line) => line.trim());
}

test("two tasks that take two locks in different orders are named", async () => {
  const lines = await waiting(function* main() {
    const [left, right] = [semaphore(1), semaphore(1)];
    const take = (name: string, first: typeof left, second: typeof left) =>
      go(
        function* () {
          const held = yield* first.acquire();
          yield* sleep(1);
          (yield* second.acquire()).release();
          held.release();
        },
        { name },
      );
    for (const task of [take("ann", left, right), take("bob", right, left)]) yield* task;
  });
  assert.equal(lines, [
    "main waits for task ann",
    "ann waits for acquire 1 of a semaphore",
    "bob waits for acquire 1 of a semaphore",
  ]);
});

test("an async body waits for a promise, and the operation that it awaits is named", async () => {
  const lines = await waiting(async function main() {
    await channel({ name: "jobs" }).recv();
  });
  assert.equal(lines, ["main waits for its promise", "a promise waits for recv on channel jobs"]);
});

test("a for await that gets no message is named", async () => {
  const lines = await waiting(async function main() {
    for await (const _job of channel({ name: "jobs" }));
  });
  assert.is(lines.at(-1), "a promise waits for recv on channel jobs");
});

test("a promise of the platform that never settles has no name, but its task has", async () => {
  assert.equal(
    await waiting(async function main() {
      await new Promise(() => {});
    }),
    ["main waits for its promise"],
  );
});

test("an actor that waits within a handler, one that is idle, and a scope are named", async () => {
  const Clerk = defineActor("clerk", {
    receive: {
      *sign(): Steps<void> {
        yield* oneshot<void>();
      },
    },
  });
  const lines = await waiting(function* main() {
    spawn(Clerk);
    const clerk = spawn(Clerk);
    clerk.tell.sign();
    yield* scope(function* office() {
      yield* channel({ name: "letters" }).recv();
    });
  });
  assert.ok(
    lines.some((line) => /^clerk#\d+ waits for its mailbox$/.test(line)),
    lines.join(),
  );
  assert.ok(
    lines.some((line) => /^clerk#\d+ waits for a oneshot$/.test(line)),
    lines.join(),
  );
  assert.ok(
    lines.some((line) => line.includes("waits for recv on channel letters")),
    lines.join(),
  );
});

test("of many, twenty are shown and the rest are counted", async () => {
  const lines = await waiting(function* main() {
    for (let n = 0; n < 30; n++) go(() => channel().recv());
    yield* channel().recv();
  });
  assert.is(lines.length, 21);
  assert.is(lines.at(-1), "and 11 more");
});

test.run();
