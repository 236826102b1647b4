// A task for each connection; `write` waits while the connection takes no more.

import { go } from "@mailslot/core";
import { listen } from "@mailslot/io";

function* echoAll(connection) {
  for (let chunk = yield* connection.read(); chunk !== undefined; chunk = yield* connection.read()) {
    yield* connection.write(chunk);
  }
  yield* connection.close();
}

export default async function echo() {
  const listener = await go(() => listen({ port: 0, host: "127.0.0.1", backlog: 1024 }));
  const serving = go(function* serve() {
    for (;;) {
      const connection = yield* listener.accept();
      go(() => echoAll(connection));
    }
  });
  return {
    port: listener.port,
    async stop() {
      serving.cancel();
      listener.close();
    },
  };
}
