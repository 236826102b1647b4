// XState has no ask: one sends an event and waits, with a time limit, until the snapshot shows the answer.

import { createActor, fromTransition, waitFor } from "xstate";

const layout = fromTransition((_, { width }) => ({ answer: width }), { answer: -1 });

const limit = { timeout: 5_000 };

export default async function ask(size) {
  const actor = createActor(layout).start();
  let sum = 0;
  for (let width = 0; width < size; width++) {
    actor.send({ type: "layout", width });
    const { context } = await waitFor(actor, (snapshot) => snapshot.context.answer === width, limit);
    sum += context.answer;
  }
  actor.stop();
  return sum;
}
