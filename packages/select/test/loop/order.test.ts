/** In which order the loop form asks its cases. */
import { channel } from "@mailslot/core";
import { seededRandom, selectEach } from "@mailslot/select";
import { stage } from "@mailslot/test-support/stage";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const test = suite("order of a select in its loop form");

test("chooses fairly among cases that stay ready, and the same way for the same seed", () => {
  const counts = (seed: number) => {
    const { scheduler, run } = stage();
    const channels = [1, 2, 3].map(() => channel<number>());
    for (let n = 0; n < 3_000; n++) for (const ch of channels) ch.send(n);
    const events = selectEach(Object.fromEntries(channels.map((ch, n) => [`c${n}`, ch])), {
      random: seededRandom(seed),
    });
    const seen: Record<string, number> = {};
    scheduler.go(function* () {
      for (let n = 0; n < 3_000; n++) {
        const name = (yield* events).case;
        seen[name] = (seen[name] ?? 0) + 1;
      }
    });
    run();
    return seen;
  };
  const seen = counts(7);
  for (const count of Object.values(seen)) assert.ok(count > 850 && count < 1_150, `uneven: ${JSON.stringify(seen)}`);
  assert.equal(counts(7), seen);
});

test("takes the first that is written when biased", () => {
  const { scheduler, run } = stage();
  const [a, b, c] = [channel<number>(), channel<number>(), channel<number>()];
  for (let n = 0; n < 10; n++) for (const ch of [a, b, c]) ch.send(n);
  const events = selectEach({ c, a, b }, { biased: true });
  const seen: string[] = [];
  scheduler.go(function* () {
    for (let n = 0; n < 30; n++) seen.push((yield* events).case);
  });
  run();
  assert.is(seen.join(""), "c".repeat(10) + "a".repeat(10) + "b".repeat(10));
});

test("a case keeps its written place when biased, also disabled at first, disabled again, or given another source", () => {
  const { scheduler, run } = stage();
  const [a, b, later] = [channel<number>(), channel<number>(), channel<number>()];
  const events = selectEach<Record<string, typeof a | false>>({ a: false, b }, { biased: true });
  events.set("later", later);
  for (let n = 0; n < 3; n++) for (const ch of [later, b, a]) ch.send(n);
  const seen: string[] = [];
  const take = (count: number) => {
    scheduler.go(function* () {
      for (let n = 0; n < count; n++) seen.push((yield* events).case);
    });
    run();
  };
  take(1);
  events.set("a", a);
  take(1);
  for (const given of [false, a] as const) events.set("a", given);
  take(2);
  for (const given of [false, b] as const) events.set("b", given);
  take(5);
  assert.is(seen.join(" "), "b a a a b b later later later");
});

test.run();
