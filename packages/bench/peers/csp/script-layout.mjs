// A task is an async function; every call makes a channel for its one answer. undefined is how a closed channel reads.

import { channel } from "@thi.ng/csp";

async function layout(requests) {
  for (;;) {
    const request = await requests.read();
    if (request === undefined) return;
    request.reply.write(request.width);
  }
}

async function script(requests, size) {
  let sum = 0;
  for (let width = 0; width < size; width++) {
    const reply = channel();
    requests.write({ width, reply });
    sum += await reply.read();
  }
  return sum;
}

export default async function scriptLayout(size) {
  const requests = channel();
  const ended = layout(requests);
  const sum = await script(requests, size);
  requests.close();
  await ended;
  return sum;
}
