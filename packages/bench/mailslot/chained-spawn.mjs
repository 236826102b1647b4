// A task spawns the next one and ends, as tasks are detached.

import { go, oneshot } from "@mailslot/core";

function* link(n, depth, done) {
  if (n === 0) done.send(depth);
  else go(link(n - 1, depth + 1, done));
}

export default async function chainedSpawn(size) {
  const done = oneshot();
  go(link(size, 0, done));
  return await done;
}
