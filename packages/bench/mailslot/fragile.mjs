// The actor of actor-start and supervised-restart: it answers, and crashes when told to.

import { defineActor } from "@mailslot/actor";

export const Fragile = defineActor("fragile", {
  state: () => ({ calls: 0 }),
  receive: {
    hello(ctx) {
      return ++ctx.state.calls;
    },
    crash(_ctx, error = new Error("told to crash")) {
      throw error;
    },
  },
});
