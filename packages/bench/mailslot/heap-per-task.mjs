// A task waits for one oneshot that all share.

import { go, oneshot } from "@mailslot/core";

export default async function idle(size) {
  const gate = oneshot();
  const allWait = oneshot();
  const allEnded = oneshot();
  let waiting = 0;
  let ended = 0;

  function* task() {
    if (++waiting === size) allWait.send();
    yield* gate;
    if (++ended === size) allEnded.send(ended);
  }

  for (let n = 0; n < size; n++) go(task);
  await allWait;
  return () => {
    gate.send();
    return allEnded;
  };
}
