// race() halts the one that lost.

import { createQueue, race, run } from "effection";

function* takeFrom(queue) {
  return { queue, value: (yield* queue.next()).value };
}

export default (size) =>
  run(function* selecting() {
    const [a, b] = [createQueue(), createQueue()];
    a.add(1);
    b.add(1);
    let sum = 0;
    for (let n = 0; n < size; n++) {
      const { queue, value } = yield* race([takeFrom(a), takeFrom(b)]);
      sum += value;
      queue.add(value);
    }
    return sum;
  });
