// An actor made from a transition waits for an event.

import { createActor, fromTransition } from "xstate";

const idling = fromTransition(
  (context, event, { self }) => {
    if (event.type !== "open") return context;
    const told = context.told + 1;
    context.answer(told);
    self.stop();
    return { answer: context.answer, told };
  },
  ({ input }) => ({ answer: input, told: 0 }),
);

export default async function idle(size) {
  let ended = 0;
  const input = (told) => {
    ended += told;
  };
  const actors = Array.from({ length: size }, () => createActor(idling, { input }).start());
  return async () => {
    for (const actor of actors) actor.send({ type: "open" });
    return ended;
  };
}
