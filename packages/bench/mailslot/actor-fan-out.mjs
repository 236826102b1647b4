// The source tells itself to begin the next round, so the others may run in between. They have a scheduler of their own, with which
// they are collected.

import { defineActor, spawn } from "@mailslot/actor";
import { createScheduler, oneshot } from "@mailslot/core";

const Counter = defineActor("counter", {
  state: (left, done) => ({ left, done, sum: 0 }),
  receive: {
    add(ctx, count) {
      const { state } = ctx;
      state.sum += count;
      if (--state.left === 0) state.done.send(state.sum);
    },
  },
});

const Target = defineActor("target", {
  state: (rounds, counter) => ({ rounds, counter, count: 0 }),
  receive: {
    message(ctx) {
      const { state } = ctx;
      if (++state.count === state.rounds) state.counter.tell.add(state.count);
    },
  },
});

const Source = defineActor("source", {
  state: (targets) => ({ targets }),
  receive: {
    round(ctx, left) {
      for (const target of ctx.state.targets) target.tell.message();
      if (left > 1) ctx.self.tell.round(left - 1);
    },
  },
});

export default async function actorFanOut(size, count) {
  return await createScheduler().go(function* main() {
    const done = oneshot();
    const counter = spawn(Counter, count, done);
    const targets = Array.from({ length: count }, () => spawn(Target, size, counter));
    spawn(Source, targets).tell.round(size);
    return yield* done;
  });
}
