// The start of the child hands each incarnation over through a channel. A crash throws a new error, or always the same.

import { spawn } from "@mailslot/actor";
import { channel, go } from "@mailslot/core";
import { supervisor } from "@mailslot/supervision";
import { Fragile } from "./fragile.mjs";

export default async function supervisedRestart(size, isErrorKnown = 0) {
  const known = isErrorKnown ? [new Error("told to crash")] : [];
  const started = channel();

  function start() {
    const actor = spawn(Fragile);
    started.send(actor);
    return actor;
  }

  return await go(function* main() {
    const children = [{ id: "fragile", start, restart: "permanent" }];
    const sup = yield* supervisor({
      strategy: "one-for-one",
      intensity: { restarts: 2 * size, within: 5_000 },
      children,
    });
    let actor = yield* started.recv();
    let answers = 0;
    for (let n = 0; n < size; n++) {
      actor.tell.crash(...known);
      actor = yield* started.recv();
      answers += yield* actor.ask.hello();
    }
    yield* sup.stop();
    return answers;
  });
}
