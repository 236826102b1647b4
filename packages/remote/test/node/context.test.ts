// runs under Node alone: it uses node:async_hooks
/** The context of a message goes with it to the node of the actor. */
import { AsyncLocalStorage } from "node:async_hooks";
import { defineActor, type RefTo, spawnWith } from "@mailslot/actor";
import { type ContextCarrier, observe } from "@mailslot/core";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Stage, stage } from "../stage.js";

interface Seeing {
  see(): unknown;
}

const users = new AsyncLocalStorage<unknown>();
const carrier: ContextCarrier = {
  capture: () => users.getStore(),
  run: (user, tick) => users.run(user, tick),
  pack: (user) => user,
  unpack: (data) => (data === undefined ? "nobody" : data),
};

const Service = defineActor("service", {
  state: () => ({ told: undefined as unknown }),
  receive: {
    see: () => users.getStore(),
    *pass(_ctx, to: RefTo<Seeing>) {
      return yield* to.ask.see();
    },
    note: (ctx) => void (ctx.state.told = users.getStore()),
    noted: (ctx) => ctx.state.told,
  },
});

function begin(): Stage {
  const on = stage([Service]);
  observe(on.scheduler, { carrier });
  return on;
}

/** Asks of an actor elsewhere in the context of `user`. */
async function ask<R>(on: Stage, user: unknown, act: () => PromiseLike<R>): Promise<R> {
  const answer = users.run(user, () => Promise.resolve(act()));
  await on.loop.settle();
  return answer;
}

test("an ask and a tell are handled in the context of their sender, and what they ask further on too", async () => {
  const on = begin();
  const spawned = on.toB.spawn(Service);
  await on.loop.settle();
  const service = await spawned;
  assert.is(await ask(on, "Ada", () => service.ask.see()), "Ada");
  assert.equal(await ask(on, { name: "Ada" }, () => service.ask.see()), { name: "Ada" });
  const here = spawnWith({ scheduler: on.scheduler }, Service);
  assert.is(await ask(on, "Ada", () => service.ask.pass(here as never)), "Ada");
  users.run("Bob", () => void service.tell.note());
  assert.is(await ask(on, "Ada", () => service.ask.noted()), "Bob");
});

test("of a context, what JSON cannot hold is left out, and the message arrives", async () => {
  const on = begin();
  const spawned = on.toB.spawn(Service);
  await on.loop.settle();
  const service = await spawned;
  assert.equal(await ask(on, { name: "Ada", log: () => {}, sign: Symbol() }, () => service.ask.see()), { name: "Ada" });
  const round: unknown[] = [];
  round.push(round);
  assert.is(await ask(on, round, () => service.ask.see()), "nobody");
  assert.is(await ask(on, 1n, () => service.ask.see()), "nobody");
  assert.is(
    await ask(
      on,
      () => {},
      () => service.ask.see(),
    ),
    "nobody",
  );
  assert.is(await ask(on, undefined, () => service.ask.see()), "nobody");
});

test.run();
