// An actor made from a transition whose context is the function that handles messages.

import { createActor, fromTransition } from "xstate";

const behaving = fromTransition(
  (context, { type, message }, { self }) => {
    if (type !== "message") return context;
    const handle = context.handle ?? context.make(self);
    handle(message);
    return context.handle === null ? { make: context.make, handle } : context;
  },
  ({ input }) => ({ make: input, handle: null }),
);

/** @type {import("../../savina/programs.mjs").Library} */
export const library = {
  spawn: (make) => createActor(behaving, { input: make }).start(),
  tell: (actor, message) => actor.send({ type: "message", message }),
  stop: (actor) => actor.stop(),
  run: (program) => new Promise(program),
};
