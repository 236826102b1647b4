// A generator for each.

import { go, runAll } from "./loop.mjs";

export default async function spawnMany(size) {
  let ended = 0;
  function* task() {
    ended++;
  }
  for (let n = 0; n < size; n++) go(task());
  runAll();
  return ended;
}
