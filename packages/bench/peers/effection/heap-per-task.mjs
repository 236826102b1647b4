// A task is started by run(), waiting for one operation that all share.

import { run, withResolvers } from "effection";

export default async function idle(size) {
  const gate = withResolvers();
  let ended = 0;
  function* task() {
    yield* gate.operation;
    ended++;
  }
  for (let n = 0; n < size; n++) run(task);
  await new Promise(setImmediate);
  return async () => {
    gate.resolve();
    await new Promise(setImmediate);
    return ended;
  };
}
