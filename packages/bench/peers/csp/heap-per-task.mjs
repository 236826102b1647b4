// A task is an async function that reads a channel of its own, as a channel takes at most 1024 readers.

import { channel } from "@thi.ng/csp";

export default async function idle(size) {
  const gates = [];
  let ended = 0;
  async function task(gate) {
    await gate.read();
    ended++;
  }
  for (let n = 0; n < size; n++) {
    const gate = channel();
    gates.push(gate);
    task(gate);
  }
  return async () => {
    for (const gate of gates) gate.close();
    await new Promise(setImmediate);
    return ended;
  };
}
