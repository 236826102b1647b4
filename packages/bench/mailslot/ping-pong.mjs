// Every ping makes two oneshots, spawns its peer, sends on the first and waits for the second.

import { go, oneshot } from "@mailslot/core";

function* pong(first, second) {
  yield* first;
  second.send();
}

export default async function pingPong(size) {
  const done = oneshot();
  let ended = 0;

  function* ping() {
    const first = oneshot();
    const second = oneshot();
    go(pong(first, second));
    first.send();
    yield* second;
    if (++ended === size) done.send(ended);
  }

  go(function* spawnAll() {
    for (let n = 0; n < size; n++) go(ping);
  });
  return await done;
}
