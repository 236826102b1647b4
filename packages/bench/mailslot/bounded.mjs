// The producer waits for each send, so the channel's capacity holds it back.

import { channel, go } from "@mailslot/core";

export default async function bounded(size, capacity) {
  const messages = channel(capacity);

  go(function* producer() {
    for (let n = 0; n < size; n++) yield* messages.send(n);
  });

  return await go(function* consumer() {
    let sum = 0;
    for (let n = 0; n < size; n++) sum += yield* messages.recv();
    return sum;
  });
}
