// All actors are spawned, then each is told once. They need not be stopped: they have a scheduler of their own, with which they are
// collected. (The default one would keep them.)

import { defineActor, spawn } from "@mailslot/actor";
import { createScheduler, oneshot } from "@mailslot/core";

const Counter = defineActor("counter", {
  state: (size, done) => ({ size, done, count: 0 }),
  receive: {
    one(ctx) {
      const { state } = ctx;
      if (++state.count === state.size) state.done.send(state.count);
    },
  },
});

const Small = defineActor("small", {
  state: (counter) => ({ counter, told: 0 }),
  receive: {
    hello(ctx) {
      ctx.state.told++;
      ctx.state.counter.tell.one();
    },
  },
});

export default async function actorSpawn(size) {
  return await createScheduler().go(function* main() {
    const done = oneshot();
    const counter = spawn(Counter, size, done);
    const actors = [];
    for (let n = 0; n < size; n++) actors.push(spawn(Small, counter));
    for (const actor of actors) actor.tell.hello();
    return yield* done;
  });
}
