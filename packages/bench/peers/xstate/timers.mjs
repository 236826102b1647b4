// A timer is a delayed event that a machine raises to itself under an id, by which it can be cancelled.

import { cancel, createActor, enqueueActions, raise, setup } from "xstate";
import { timerDelay } from "../../harness/catalogue.mjs";

const clock = setup({
  actions: {
    startAll: enqueueActions(({ context: { size }, enqueue }) => {
      for (let n = 0; n < size; n++) enqueue(raise({ type: "due" }, { delay: timerDelay(n), id: `timer-${n}` }));
    }),
    cancelAll: enqueueActions(({ context: { size }, enqueue }) => {
      for (let n = 0; n < size; n++) enqueue(cancel(`timer-${n}`));
    }),
  },
}).createMachine({
  context: ({ input }) => input,
  on: { start: { actions: "startAll" }, cancel: { actions: "cancelAll" } },
});

/** Counts the delayed events that the actor system holds. */
const pending = (actor) => Object.keys(actor.system.getSnapshot()._scheduledEvents).length;

export default async function timers(size) {
  const actor = createActor(clock, { input: { size } }).start();
  actor.send({ type: "start" });
  const started = pending(actor);
  actor.send({ type: "cancel" });
  const left = pending(actor);
  actor.stop();
  return started - left;
}
