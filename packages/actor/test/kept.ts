/** Definitions of actors that the test of what is kept makes and ends by the thousand. */
import { type Context, defineActor, defineRawActor, type RawContext, type RefTo, Refusal } from "@mailslot/actor";
import { type Steps, sleep } from "@mailslot/core";

interface Napping {
  nap(): number;
}

export const Worker = defineActor("worker", {
  state: () => ({ handled: 0 }),
  receive: {
    count: (ctx) => ++ctx.state.handled,
    *nap(ctx) {
      yield* sleep(10);
      return ++ctx.state.handled;
    },
    *side(ctx) {
      yield* sleep(10);
      return ++ctx.state.handled;
    },
    async later(ctx) {
      await null;
      return ++ctx.state.handled;
    },
    *ask(ctx, other: RefTo<Napping>): Steps<number> {
      return yield* ctx.asking(other).nap();
    },
    fail() {
      throw new Error("broken");
    },
    refuse() {
      throw new Refusal("not now");
    },
    stash: (ctx) => ctx.stash(),
    unstash: (ctx) => ctx.unstash(),
    once: (ctx, key: string) => ctx.tellAfter({ ms: 10, key }, "count"),
    often: (ctx, key: string) => ctx.tellEvery({ ms: 10, key }, "count"),
    never: (ctx, key: string) => ctx.stopTimer(key),
    leave: (ctx) => ctx.stop(),
  },
  interleave: ["side"],
});
export const Failing = defineActor("failing", {
  started() {
    throw new Error("broken");
  },
  receive: { count: () => 1 },
});
export const Waking = defineActor("waking", {
  *started(_ctx: Context) {
    yield* sleep(10);
  },
  receive: { count: () => 1 },
});
export const Parting = defineActor("parting", {
  receive: { count: () => 1 },
  *stopped() {
    yield* sleep(10);
  },
});
export const Bounded = defineActor("bounded", { receive: { note: () => {} }, mailbox: { capacity: 1 } });
export const Dropping = defineActor("dropping", {
  receive: { note: () => {} },
  mailbox: { capacity: 1, overflow: "drop-oldest" },
});
export const Moody = defineActor("moody", {
  receive: { turn: (ctx) => ctx.become("glum"), count: () => 1 },
  behaviours: { glum: { count: () => 2 } },
});
export const Ear = defineRawActor("ear", function* (ctx: RawContext<{ hear(n: number): number }>) {
  for (;;) (yield* ctx.receive("hear")).reply(1);
});
