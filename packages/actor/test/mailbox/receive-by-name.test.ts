/** Selective receives by name: they find what a look at all messages finds, without looking at all. */
import { defineRawActor, kill, type RawContext } from "@mailslot/actor";
import { notReady, oneshot } from "@mailslot/core";
import { thrown } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { stage } from "../stage.js";

interface Letters {
  a(n: number): void;
  b(n: number): void;
  c(n: number): void;
}

test("receives by name find what a look at all messages finds, whatever came, went and was given up before", () => {
  for (let seed = 1; seed <= 200; seed++) {
    let state = seed;
    const random = (below: number) => ((state = (state * 48_271) % 2_147_483_647) >> 4) % below;
    const { spawn, run } = stage();
    let context: RawContext<Letters> | null = null;
    const Body = defineRawActor("body", function* (ctx: RawContext<Letters>) {
      context = ctx;
      yield* oneshot<void>();
    });
    const ref = spawn(Body);
    run();
    const ctx = context as unknown as RawContext<Letters>;
    let waiting: { name: keyof Letters; n: number; asked: AbortController | null }[] = [];
    for (let n = 0; n < 60; n++) {
      const name = (["a", "b", "c"] as const)[random(3)] ?? "a";
      const act = random(8);
      if (act < 3) {
        ref.tell[name](n);
        waiting.push({ name, n, asked: null });
      } else if (act === 3) {
        const asked = new AbortController();
        ref
          .askWith({ signal: asked.signal })
          [name](n)
          .then(undefined, () => {});
        waiting.push({ name, n, asked });
      } else if (act === 4) {
        const asked = waiting.filter((each) => each.asked !== null)[0];
        asked?.asked?.abort();
        waiting = waiting.filter((each) => each !== asked);
      } else {
        const names = (["a", "b", "c"] as const).filter(() => random(2) === 0);
        const expected = waiting.find((each) => names.length === 0 || names.includes(each.name));
        waiting = waiting.filter((each) => each !== expected);
        const found = ctx.receive(...names).poll();
        assert.is(found === notReady ? undefined : found.args[0], expected?.n, `seed ${seed}`);
      }
    }
    kill(ref);
    run();
  }
});

test("what cannot be received is refused with what to give", () => {
  const { spawn, run } = stage();
  const errors: unknown[] = [];
  const Body = defineRawActor("body", (ctx: RawContext<Letters>) => {
    for (const name of [Symbol("a"), 1n, {}, null]) errors.push(thrown(() => ctx.receive(name as never)).code);
    errors.push(thrown(() => ctx.receiveWhere(undefined as never)).message);
  });
  spawn(Body);
  run();
  assert.equal(errors.slice(0, 4), Array(4).fill("ERR_MAILSLOT_ARGUMENT"));
  assert.match(String(errors[4]), /^receiveWhere\(\) of body#\d+ was given undefined: give a function of a message/);
});

test.run();
