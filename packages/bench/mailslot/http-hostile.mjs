// Each request has a task of its own, which reads the body before it answers.

import { go } from "@mailslot/core";
import { serveHttp } from "@mailslot/io";

const headers = { "content-type": "text/plain", "content-length": "14" };

function* page(exchange) {
  if (exchange.request.method === "POST") yield* exchange.body.bytes();
  exchange.respond("Hello, world!\n", { headers });
}

export default async function httpHostile() {
  const server = await go(() => serveHttp({ port: 0, host: "127.0.0.1", linger: 100 }));
  server.serve(page);
  return { port: server.port, stop: async () => void (await server.close()) };
}
