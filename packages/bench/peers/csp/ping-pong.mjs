// A task is an async function, a oneshot a channel with room for one value.

import { channel } from "@thi.ng/csp";

async function pong(first, second) {
  await first.read();
  second.write(true);
}

async function ping() {
  const first = channel();
  const second = channel();
  pong(first, second);
  first.write(true);
  await second.read();
}

export default async function pingPong(size) {
  let ended = 0;
  const done = channel();
  async function counted() {
    await ping();
    if (++ended === size) done.write(ended);
  }
  for (let n = 0; n < size; n++) counted();
  return done.read();
}
