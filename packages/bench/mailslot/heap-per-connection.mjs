// A task for each connection, which echoes what it reads and waits for more.

import { go, oneshot } from "@mailslot/core";
import { listen } from "@mailslot/io";
import { connectIdle } from "../io/idle-clients.mjs";

export default async function idle(size) {
  const allEnded = oneshot();
  let ended = 0;
  function* echo(connection) {
    for (let chunk = yield* connection.read(); chunk !== undefined; chunk = yield* connection.read()) {
      yield* connection.write(chunk);
    }
    yield* connection.close();
    if (++ended === size) allEnded.send(ended);
  }
  const listener = await go(() => listen({ port: 0, host: "127.0.0.1" }));
  go(function* serve() {
    for (let n = 0; n < size; n++) {
      const connection = yield* listener.accept();
      go(() => echo(connection));
    }
  });
  const release = await connectIdle(listener.port, size);
  return async () => {
    await release();
    const count = await allEnded;
    listener.close();
    return count;
  };
}
