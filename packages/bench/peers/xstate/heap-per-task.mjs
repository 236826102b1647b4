// A task is an actor made from a callback, waiting for an event.

import { createActor, fromCallback } from "xstate";

export default async function idle(size) {
  let ended = 0;
  const task = fromCallback(({ receive, self }) => {
    receive(() => {
      ended++;
      self.stop();
    });
  });
  const actors = Array.from({ length: size }, () => createActor(task).start());
  return async () => {
    for (const actor of actors) actor.send({ type: "open" });
    return ended;
  };
}
