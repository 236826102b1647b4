/** The service under Vitest, whose fake timers are not needed; and what happens when they are used. */
import { defineActor, type RefTo, spawn } from "@mailslot/actor";
import { sleep } from "@mailslot/core";
import { SimulationError, simulate } from "@mailslot/testing";
import { afterEach, expect, test, vi } from "vitest";
import { type Feed, Quotes } from "../src/quotes.js";

/** Asks twice for a price, a minute apart; returns what came, and when that was. */
const aMinute = () =>
  simulate({ startTime: 0 }, function* ({ own }) {
    let price = 40;
    const Feed = defineActor("feed", { receive: { price: () => price++ } });
    const quotes = own(spawn(Quotes, own(spawn(Feed)) as unknown as RefTo<Feed>));
    const before = yield* quotes.ask.price("ACME");
    yield* sleep(60_000);
    return [before, yield* quotes.ask.price("ACME"), Date.now()];
  });

afterEach(() => {
  vi.useRealTimers();
});

test("a price changes after a minute", async () => {
  expect(await aMinute()).toEqual([40, 41, 60_000]);
});

test("fake timers that were there before stand still meanwhile, and are there again afterwards", async () => {
  vi.useFakeTimers({ now: 1_000_000 });
  let fired = false;
  setTimeout(() => {
    fired = true;
  }, 10);
  expect(await aMinute()).toEqual([40, 41, 60_000]);
  expect([fired, Date.now()]).toEqual([false, 1_000_000]);
  vi.advanceTimersByTime(10);
  expect(fired).toBe(true);
});

test("fake timers that are put into a simulation, and left there, make it fail", async () => {
  const faked = simulate(() => void vi.useFakeTimers());
  await expect(faked).rejects.toThrow(SimulationError);
  await expect(faked).rejects.toThrow(/were replaced during the simulation/);
});

test("fake timers that are put into a simulation and taken out again do no harm", async () => {
  const passed = await simulate(function* (simulation) {
    vi.useFakeTimers();
    vi.useRealTimers(); // real is, here, what the simulation has
    yield* sleep(1_000);
    return simulation.now();
  });
  expect(passed).toBe(1_000);
});
