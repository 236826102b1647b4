// Tasks are spawned from outside the scheduler, here from an async function; a countdown ends it.

import { go, oneshot } from "@mailslot/core";

export default async function spawnMany(size) {
  const done = oneshot();
  let ended = 0;

  function* task() {
    if (++ended === size) done.send(ended);
  }

  for (let n = 0; n < size; n++) go(task);
  return await done;
}
