// Each request has a task of its own.

import { go } from "@mailslot/core";
import { serveHttp } from "@mailslot/io";

const headers = { "content-type": "text/plain", "content-length": "14" };

function hello(exchange) {
  exchange.respond("Hello, world!\n", { headers });
}

export default async function httpHello() {
  const server = await go(() => serveHttp({ port: 0, host: "127.0.0.1", linger: 100 }));
  server.serve(hello);
  return { port: server.port, stop: async () => void (await server.close()) };
}
