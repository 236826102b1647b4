// Two machines, as only machines can spawn: each ping spawns its peer, sends it one event and ends with the answer.

import { createActor, sendParent, sendTo, setup, spawnChild } from "xstate";

const pong = setup({}).createMachine({ on: { ping: { actions: sendParent({ type: "pong" }) } } });

const ping = setup({ actors: { pong } }).createMachine({
  initial: "waiting",
  states: {
    waiting: {
      entry: [spawnChild("pong", { id: "peer" }), sendTo("peer", { type: "ping" })],
      on: { pong: "answered" },
    },
    answered: { type: "final" },
  },
});

export default (size) =>
  new Promise((done) => {
    let ended = 0;
    const complete = () => {
      if (++ended === size) done(ended);
    };
    for (let n = 0; n < size; n++) {
      const actor = createActor(ping);
      actor.subscribe({ complete });
      actor.start();
    }
  });
