// Each actor is handed over through a channel, as in supervised-restart, asked and stopped, since the scheduler would keep it.

import { spawn, stop } from "@mailslot/actor";
import { channel, go } from "@mailslot/core";
import { Fragile } from "./fragile.mjs";

export default async function actorStart(size) {
  const started = channel();
  return await go(function* main() {
    let answers = 0;
    for (let n = 0; n < size; n++) {
      started.send(spawn(Fragile));
      const actor = yield* started.recv();
      answers += yield* actor.ask.hello();
      stop(actor);
    }
    return answers;
  });
}
