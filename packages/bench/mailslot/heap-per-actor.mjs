// An actor waits for a message, with a state of two fields. The figure holds the slot of its ref in an array.

import { defineActor, spawn } from "@mailslot/actor";
import { oneshot } from "@mailslot/core";

const Idle = defineActor("idle", {
  state: (answer) => ({ answer, told: 0 }),
  receive: {
    open(ctx) {
      const { state } = ctx;
      state.told++;
      state.answer(state.told);
      ctx.stop();
    },
  },
});

export default async function idle(size) {
  const allEnded = oneshot();
  let ended = 0;
  const answer = (told) => {
    ended += told;
    if (ended === size) allEnded.send(ended);
  };
  const actors = Array.from({ length: size }, () => spawn(Idle, answer));
  return () => {
    for (const actor of actors) actor.tell.open();
    return allEnded;
  };
}
