/** Deep mailboxes: what counts as waiting, who is warned, and what a warning that misbehaves disturbs. */
import { type AnyRef, defineActor, onDeepMailbox } from "@mailslot/actor";
import { sleep } from "@mailslot/core";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { stage } from "../stage.js";

const Slow = defineActor("slow", {
  mailbox: { capacity: 1, warnAt: 10 },
  receive: {
    *work() {
      yield* sleep(1);
    },
  },
});

const Plain = defineActor("plain", { mailbox: { warnAt: 10 }, receive: { work: (): void => {} } });

/** Runs `run` while warnings go to `warning`. */
function warned(warning: Parameters<typeof onDeepMailbox>[0], run: () => void): void {
  const before = onDeepMailbox(warning);
  try {
    run();
  } finally {
    onDeepMailbox(before);
  }
}

test("messages that wait for room in a mailbox count, and cause the warning", () => {
  const { spawn, run } = stage();
  const depths: number[] = [];
  warned(
    (_ref, depth) => depths.push(depth),
    () => {
      const slow = spawn(Slow);
      for (let n = 0; n < 100; n++) slow.tell.work();
      run();
      assert.is(slow.load, 100);
      for (let n = 0; n < 100; n++) slow.ask.work();
      assert.is(slow.load, 200);
    },
  );
  assert.equal(depths, [10, 20, 40, 80, 160]);
});

for (const [what, definition] of Object.entries({ plain: Plain, bounded: Slow })) {
  test(`a warning that throws is reported, and the message is delivered: ${what} mailbox`, async () => {
    const { spawn, loop, unhandled } = stage();
    const actor = spawn(definition);
    warned(
      () => {
        throw new Error("no logger");
      },
      () => {
        for (let n = 0; n < 11; n++) actor.tell.work();
      },
    );
    await loop.settle();
    loop.advance(100);
    await loop.settle();
    assert.is(actor.load, 0);
    assert.is(unhandled.length, 1);
  });

  test(`a warning that tells the same actor causes no second warning: ${what} mailbox`, async () => {
    const { spawn, loop } = stage();
    const actor = spawn(definition);
    let warnings = 0;
    warned(
      () => {
        if (warnings++ < 5) actor.tell.work();
      },
      () => {
        for (let n = 0; n < 10; n++) actor.tell.work();
      },
    );
    assert.is(warnings, 1);
    await loop.settle();
    loop.advance(100);
    assert.is(actor.load, 0);
  });
}

test("a mailbox that grows deep causes a warning at the threshold and at every doubling", () => {
  const { spawn, run } = stage();
  const warnings: [AnyRef, number][] = [];
  const before = onDeepMailbox((ref, depth) => warnings.push([ref, depth]));
  const Actor = defineActor("actor", { mailbox: { warnAt: 10 }, receive: { hear: () => {} } });
  const actor = spawn(Actor);
  for (let n = 0; n < 45; n++) actor.tell.hear();
  assert.equal(
    warnings.map(([ref, depth]) => [ref === actor, depth]),
    [
      [true, 10],
      [true, 20],
      [true, 40],
    ],
  );
  run();
  for (let n = 0; n < 45; n++) actor.tell.hear();
  assert.is(warnings.length, 3);
  onDeepMailbox(before);
});

test("the plain mailbox causes a warning at 100,000 messages", () => {
  const { spawn, run } = stage();
  const depths: number[] = [];
  const before = onDeepMailbox((_ref, depth) => depths.push(depth));
  const Actor = defineActor("actor", { receive: { hear: () => {} } });
  const actor = spawn(Actor);
  for (let n = 0; n < 200_001; n++) actor.tell.hear();
  assert.equal(depths, [100_000, 200_000]);
  assert.is(actor.load, 200_001);
  run();
  assert.is(actor.load, 0);
  onDeepMailbox(before);
});

test("by default the warning goes to the console, and says what to do", () => {
  const texts: string[] = [];
  const { warn } = console;
  console.warn = (text: string) => void texts.push(text);
  const { spawn } = stage();
  const actor = spawn(defineActor("actor", { mailbox: { warnAt: 1 }, receive: { hear: () => {} } }));
  actor.tell.hear();
  console.warn = warn;
  assert.match(texts[0] ?? "", /the mailbox of actor#\d+ holds 1 messages: .*capacity/);
});

test.run();
