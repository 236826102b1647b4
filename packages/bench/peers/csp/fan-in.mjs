// There is no unbounded channel; this one has room for everything.

import { channel } from "@thi.ng/csp";

async function sender(messages, size) {
  for (let n = 0; n < size; n++) await messages.write(n);
}

async function receiver(messages, count) {
  let sum = 0;
  for (let n = 0; n < count; n++) sum += await messages.read();
  return sum;
}

export default async function fanIn(size, senders) {
  const messages = channel(senders * size);
  for (let n = 0; n < senders; n++) sender(messages, size);
  return receiver(messages, senders * size);
}
