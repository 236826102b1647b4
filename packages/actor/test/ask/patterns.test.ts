/** The patterns of core over asks: what was rejected is asked again, and an actor that fails all the time is left alone. */
import { defineActor, named, Refusal, RejectedError, spawnNamed, stop } from "@mailslot/actor";
import { circuitBreaker, retry } from "@mailslot/core";
import { thrown } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { stage } from "../stage.js";

const Shop = defineActor("shop", {
  state: (refusals: number) => ({ refusals, asked: 0 }),
  receive: {
    buy(ctx) {
      ctx.state.asked++;
      if (ctx.state.asked <= ctx.state.refusals) throw new Refusal("closed");
      return ctx.state.asked;
    },
    asked: (ctx) => ctx.state.asked,
  },
});

test("retry asks again what was rejected, and not what may have been done", () => {
  const { spawn, go, run, loop } = stage();
  const shop = spawn(Shop, 2);
  const when = (error: unknown) => error instanceof RejectedError;
  const bought = go(() => retry(() => shop.ask.buy(), { initial: 10, jitter: 0, when }));
  run();
  loop.advance(30);
  assert.is(bought.poll(), 3);
  const Slow = defineActor("slow", { askTimeout: 5, receive: { buy: () => new Promise<number>(() => {}) } });
  const slow = spawn(Slow);
  const unknown = go(() => retry(() => slow.ask.buy(), { when }));
  run();
  loop.advance(5);
  assert.is(thrown(() => unknown.poll()).code, "ERR_MAILSLOT_ASK_TIMEOUT");
});

test("retry over a ref that lasts finds the next incarnation", () => {
  const { go, run, loop, scheduler } = stage();
  const shop = named("a shop that comes", Shop, { scheduler });
  const ask = () => shop.askWith({ timeout: 10 }).buy();
  const bought = go(() => retry(ask, { attempts: 5, initial: 10, jitter: 0 }));
  run();
  loop.advance(12);
  go(() => void spawnNamed("a shop that comes", Shop, 0));
  run();
  loop.advance(10);
  assert.is(bought.poll(), 1);
  stop(shop); // its name is free for the next run
  run();
});

test("a breaker over asks leaves an actor alone that refuses, and tries it again after a rest", () => {
  const { spawn, go, run, loop, now } = stage();
  const shop = spawn(Shop, 2);
  const breaker = circuitBreaker({ failures: 2, reset: 100 });
  const buy = () => go(() => breaker.run(() => shop.ask.buy()));
  const asked = [1, 2, 3].map(() => {
    const each = buy();
    run();
    return thrown(() => each.poll()).code;
  });
  assert.equal(asked, ["ERR_MAILSLOT_REJECTED", "ERR_MAILSLOT_REJECTED", "ERR_MAILSLOT_CIRCUIT_OPEN"]);
  assert.is(now(shop.ask.asked()), 2);
  loop.advance(100);
  const trial = buy();
  run();
  assert.is(trial.poll(), 3);
});

test.run();
