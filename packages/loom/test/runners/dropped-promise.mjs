// Two models whose threads call an async function and drop its promise, which is rejected when the thread is suspended.
import { explore, join, spawn } from "@mailslot/loom";

const dropped = (last) => () => {
  const words = new Int32Array(new SharedArrayBuffer(8));
  const thread = spawn(() => {
    void (async () => Atomics.store(words, 0, 1))();
    if (last) Atomics.store(words, 1, 1);
  });
  join(thread);
};

const passing = explore(dropped(true));
console.log(passing.verdict);
console.log(explore(dropped(false)).failure.kind);
