// The select is made once and waited on each time.

import { channel, go } from "@mailslot/core";
import { select } from "@mailslot/select";

export default async function select2Ready(size) {
  const [a, b] = [channel(1), channel(1)];
  a.send(1);
  b.send(1);
  return await go(function* selecting() {
    const either = select({ a, b });
    let sum = 0;
    for (let n = 0; n < size; n++) {
      const taken = yield* either;
      sum += taken.value;
      (taken.case === "a" ? a : b).send(taken.value);
    }
    return sum;
  });
}
