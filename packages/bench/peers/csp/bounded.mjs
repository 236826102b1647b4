// write() resolves once there was room, read() gives undefined once the channel is closed and empty.

import { channel } from "@thi.ng/csp";

async function producer(messages, size) {
  for (let n = 0; n < size; n++) await messages.write(n);
  messages.close();
}

async function consumer(messages) {
  let sum = 0;
  for (;;) {
    const n = await messages.read();
    if (n === undefined) return sum;
    sum += n;
  }
}

export default async function bounded(size, capacity) {
  const messages = channel(capacity);
  producer(messages, size);
  return consumer(messages);
}
