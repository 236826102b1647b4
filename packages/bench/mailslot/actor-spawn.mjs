// All actors are spawned, then each is told once. They need not be stopped: an actor without a ref is collected.

import { defineActor, spawn } from "@mailslot/actor";
import { go, oneshot } from "@mailslot/core";

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
  const done = oneshot();
  const counter = spawn(Counter, size, done);
  return await go(function* main() {
    const actors = [];
    for (let n = 0; n < size; n++) actors.push(spawn(Small, counter));
    for (const actor of actors) actor.tell.hello();
    return yield* done;
  });
}
