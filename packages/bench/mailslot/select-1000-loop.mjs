// The loop form stays entered with its channels between rounds.

import { channel, go } from "@mailslot/core";
import { selectEach } from "@mailslot/select";
import { selectedChannel } from "../harness/catalogue.mjs";

export default async function select1000Loop(size, count) {
  const channels = Array.from({ length: count }, () => channel(1));

  go(function* sender() {
    for (let n = 0; n < size; n++) yield* channels[selectedChannel(n, count)].send(n);
  });

  return await go(function* receiver() {
    const rounds = selectEach(Object.fromEntries(channels.map((one, n) => [`channel ${n}`, one])));
    let sum = 0;
    for (let n = 0; n < size; n++) sum += (yield* rounds).value;
    rounds.close();
    return sum;
  });
}
