/** Cycles of asks: they fail at once, and are named. */
import { type AnyRef, defineActor, type RefOf, RejectedError } from "@mailslot/actor";
import { abortable, type Source, type Steps, sleep, timeout } from "@mailslot/core";
import { rejection, thrown } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { stage } from "../stage.js";

type How = "steps" | "limited" | "aborted" | "async" | "async limited" | "asking";

/** A link as its neighbour knows it: a type cannot be made of itself. */
interface Next {
  readonly ask: { pass(links: readonly Next[], how: How): Source<unknown> };
}

/** Each asks the next of the chain; the last says that it was reached. */
const Link = defineActor("link", {
  receive: {
    pass(ctx, [next, ...rest]: readonly Next[], how: How): unknown {
      if (next === undefined) return "reached";
      const waits = {
        *steps() {
          return yield* next.ask.pass(rest, how);
        },
        *limited() {
          return yield* timeout(next.ask.pass(rest, how), 1_000);
        },
        *aborted() {
          return yield* abortable(next.ask.pass(rest, how), ctx.signal);
        },
        async async() {
          return await next.ask.pass(rest, how);
        },
        async "async limited"() {
          return await timeout(next.ask.pass(rest, how), 1_000);
        },
        async asking() {
          await Promise.resolve();
          return await ctx.asking(next as RefOf<typeof Link>).pass(rest, how);
        },
      };
      return waits[how]();
    },
    *alone(ctx) {
      return yield* (ctx.self as RefOf<typeof Plain>).ask.hear();
    },
    async aloneLater(ctx) {
      await Promise.resolve();
      return await ctx.asking(ctx.self as RefOf<typeof Plain>).hear();
    },
    hear: () => "heard",
  },
});

const Plain = defineActor("plain", { receive: { hear: () => "heard" } });

for (const how of ["steps", "limited", "aborted", "async", "async limited", "asking"] as const) {
  test(`a cycle of asks fails at once and names the cycle: ${how}`, async () => {
    const { spawn, loop } = stage();
    const [a, b, c] = [spawn(Link), spawn(Link), spawn(Link)];
    const error = rejection(a.ask.pass([b, c, a], how));
    await loop.settle();
    assert.is(loop.now(), 0);
    let cause: unknown = await error;
    while ((cause as Error).cause !== undefined) cause = (cause as Error).cause;
    assert.instance(cause, RejectedError);
    assert.is((cause as { code: string }).code, "ERR_MAILSLOT_ASK_CYCLE");
    assert.match((cause as Error).message, `${c.name} asks ${a.name} asks ${b.name} asks ${c.name}: each waits`);
  });

  test(`a chain of asks is not a cycle: ${how}`, async () => {
    const { spawn, loop } = stage();
    const chain = Array.from({ length: 50 }, () => spawn(Link));
    const [first, ...rest] = chain;
    const reply = first?.ask.pass(rest, how);
    await loop.settle();
    assert.is(await reply, "reached");
    const again = first?.ask.pass(rest, how);
    await loop.settle();
    assert.is(await again, "reached");
  });
}

test("an actor that asks itself gets an error at the call", async () => {
  const { spawn, loop, unhandled } = stage();
  const link = spawn(Link);
  const error = rejection(link.ask.alone());
  await loop.settle();
  const { cause } = await error;
  assert.is((cause as { code: string }).code, "ERR_MAILSLOT_ASK_CYCLE");
  assert.match((cause as Error).message, `${link.name} asks ${link.name}`);
  assert.equal(unhandled, []); // who asked was told
});

test("an actor that asks itself by its context after an await gets an error, too", async () => {
  const { spawn, loop } = stage();
  const error = rejection(spawn(Link).ask.aloneLater());
  await loop.settle();
  assert.is(((await error).cause as { code: string }).code, "ERR_MAILSLOT_ASK_CYCLE");
});

/** What asks back who asks it. */
interface AsksBack {
  readonly ask: { back(): Source<string> };
}

const Interleaving = defineActor("interleaving", {
  interleave: ["around", "aroundAsync"],
  receive: {
    *around(_ctx, other: AsksBack): Steps<string> {
      return yield* other.ask.back();
    },
    async aroundAsync(_ctx, other: AsksBack) {
      return await other.ask.back();
    },
    hear: () => "heard",
  },
});

const Back = defineActor("back", {
  state: (other: RefOf<typeof Interleaving>) => ({ other }),
  receive: {
    *back({ state }) {
      return yield* state.other.ask.hear();
    },
    *start({ self, state }, message: "around" | "aroundAsync") {
      return yield* state.other.ask[message](self as AnyRef & AsksBack);
    },
  },
});

for (const message of ["around", "aroundAsync"] as const) {
  test(`asking an actor whose handler interleaves is not a cycle: ${message}`, async () => {
    const { spawn, loop } = stage();
    const interleaving = spawn(Interleaving);
    const back = spawn(Back, interleaving);
    const reply = interleaving.ask[message](back);
    await loop.settle();
    assert.is(await reply, "heard");
  });
}

test("a cycle of asks with one interleaved handler in it fails", async () => {
  const { spawn, loop } = stage();
  const interleaving = spawn(Interleaving);
  const back = spawn(Back, interleaving);
  const error = rejection(back.ask.start("around"));
  await loop.settle();
  assert.is(loop.now(), 0);
  const { cause } = await error;
  assert.match(String((cause as Error).cause ?? cause), "asks");
});

test("an ask that has ended no longer counts: its target may ask back", async () => {
  const { spawn, loop } = stage();
  const Slow = defineActor("slow", {
    receive: {
      *slow() {
        yield* sleep(1_000);
        return "slow";
      },
      hear: () => "heard",
      *after(_ctx, other: RefOf<typeof Patient>) {
        return yield* other.ask.hear();
      },
    },
  });
  const Patient = defineActor("patient", {
    receive: {
      async brief(_ctx, slow: RefOf<typeof Plain>) {
        await slow
          .askWith({ timeout: 10 })
          .hear()
          .then(null, () => {});
        return "brief";
      },
      hear: () => "heard",
    },
  });
  const slow = spawn(Slow);
  const patient = spawn(Patient);
  slow.tell.slow();
  const brief = patient.ask.brief(slow as never);
  await loop.settle();
  loop.advance(10);
  await loop.settle();
  assert.is(await brief, "brief");
  const after = slow.ask.after(patient);
  await loop.settle();
  loop.advance(1_000);
  await loop.settle();
  assert.is(await after, "heard");
});

test("an async handler that goes on without waiting for its ask is not part of a cycle", async () => {
  const { spawn, loop } = stage();
  const heard: string[] = [];
  const Careless = defineActor("careless", {
    receive: {
      async begin({ self }, other: RefOf<typeof Back>) {
        void other.ask.start("around").then(null, () => heard.push("failed"));
        await Promise.resolve();
        heard.push(self.name.slice(0, 8));
      },
      hear: () => "heard",
    },
  });
  const careless = spawn(Careless);
  careless.tell.begin(spawn(Back, careless as never));
  await loop.settle();
  assert.is(heard[0], "careless");
});

test("an ask of oneself outside a handler is an ask like any other", () => {
  const { spawn, go, run } = stage();
  const plain = spawn(Plain);
  const asking = go(() => plain.ask.hear());
  run();
  assert.is(asking.poll(), "heard");
  assert.is(thrown(() => plain.askWith({ timeout: 0 })).code, "ERR_MAILSLOT_ARGUMENT");
});

test.run();
