// A definition whose only message goes to the function in its state.

import { defineActor, spawn as spawnActor, stop as stopActor } from "@mailslot/actor";

const Behaving = defineActor("savina", {
  state: (make) => ({ make, handle: null }),
  receive: {
    message(ctx, message) {
      const { state } = ctx;
      state.handle ??= state.make(ctx.self);
      state.handle(message);
    },
  },
});

/** @type {import("../savina/programs.mjs").Library} */
export const library = {
  spawn: (make) => spawnActor(Behaving, make),
  tell: (actor, message) => actor.tell.message(message),
  stop: (actor) => stopActor(actor),
  run: (program) => new Promise(program),
};
