// A send to an unbounded channel is complete at once, so senders need not wait for it.

import { channel, go } from "@mailslot/core";

export default async function fanIn(size, senders) {
  const messages = channel();

  function* sender() {
    for (let n = 0; n < size; n++) messages.send(n);
  }

  for (let n = 0; n < senders; n++) go(sender);
  return await go(function* receiver() {
    let sum = 0;
    for (let n = 0; n < senders * size; n++) sum += yield* messages.recv();
    return sum;
  });
}
