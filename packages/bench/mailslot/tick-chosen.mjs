// Tasks that give way, as in yield-many, in one run of explore: its time beyond that row's is what a choice costs.

import { explore } from "@mailslot/testing";
import yieldMany from "./yield-many.mjs";

export default async function ticksChosen(size, count) {
  let sum = 0;
  await explore({ runs: 1, maxSteps: 10 * size * count }, async () => {
    sum = await yieldMany(size, count);
  });
  return sum;
}
