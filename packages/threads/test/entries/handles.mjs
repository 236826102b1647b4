// An actor that lends and holds channels, oneshots and signals, and a job that never ends, for the tests: a module that every thread imports.
import { defineActor } from "@mailslot/actor";
import { channel, oneshot } from "@mailslot/core";
import { defineJob } from "@mailslot/threads";

/** How what `act` does ends: a value, or the code of an error. */
function* end(act) {
  try {
    return yield* act();
  } catch (error) {
    return error.code;
  }
}

export const Holder = defineActor("holder", {
  state: () => ({ lent: null, held: null }),
  interleave: ["send", "wait"],
  askTimeout: 60_000,
  receive: {
    lend(ctx) {
      const controller = new AbortController();
      ctx.state.lent = { jobs: channel(1), answer: oneshot(), controller };
      return { jobs: ctx.state.lent.jobs, answer: ctx.state.lent.answer, signal: controller.signal };
    },
    hold: (ctx, held) => void (ctx.state.held = held),
    *send(ctx, value) {
      return yield* end(() => ctx.state.held.jobs.send(value));
    },
    *complete(ctx, value) {
      return yield* end(() => ctx.state.held.answer.send(value));
    },
    *wait(ctx) {
      return yield* end(() => ctx.state.held.answer);
    },
    signal: (ctx) => [
      ctx.state.held.signal.aborted,
      ctx.state.held.signal.reason?.code ?? ctx.state.held.signal.reason,
    ],
    take: (ctx) => ctx.state.lent.jobs.tryRecv(),
    settle: (ctx, value) => void ctx.state.lent.answer.send(value),
    abort: (ctx, reason) => ctx.state.lent.controller.abort(reason),
    exit: () => process.exit(3),
  },
});

export const loops = defineJob("loops", (flag) => {
  Atomics.store(flag, 0, 1);
  for (;;) flag[1]++;
});
