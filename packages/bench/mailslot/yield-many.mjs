// Each task gives way by yieldNow() and is joined for how often it did.

import { go, yieldNow } from "@mailslot/core";

function* task(times) {
  let yields = 0;
  for (; yields < times; yields++) yield* yieldNow();
  return yields;
}

export default async function yieldMany(size, count) {
  const tasks = Array.from({ length: count }, () => go(task(size)));
  let sum = 0;
  for (const each of tasks) sum += await each;
  return sum;
}
