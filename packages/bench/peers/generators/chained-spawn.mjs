// A generator makes the next one, and ends.

import { go, runAll } from "./loop.mjs";

let reached = 0;

function* link(n, depth) {
  if (n === 0) reached = depth;
  else go(link(n - 1, depth + 1));
}

export default async function chainedSpawn(size) {
  go(link(size, 0));
  runAll();
  return reached;
}
