import { createServer } from "node:http";

export default function httpHostile() {
  const server = createServer((request, response) => {
    if (request.method !== "POST") answer(response);
    else request.resume().once("end", () => answer(response));
  });
  server.on("clientError", (_error, socket) => socket.destroy());
  return new Promise((resolve) => {
    server.listen({ port: 0, host: "127.0.0.1" }, () => resolve({ port: server.address().port, stop }));
  });

  function stop() {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  }
}

function answer(response) {
  response.writeHead(200, { "content-type": "text/plain", "content-length": "14" });
  response.end("Hello, world!\n");
}
