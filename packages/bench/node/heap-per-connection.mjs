// A listener for each connection, which echoes what comes; the server's end, with both sides ended alone, as a connection is.

import { createServer } from "node:net";
import { connectIdle } from "../io/idle-clients.mjs";

export default async function idle(size) {
  let ended = 0;
  let allEnded;
  const end = new Promise((resolve) => {
    allEnded = resolve;
  });
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    socket.on("data", (chunk) => {
      if (!socket.write(chunk)) socket.pause();
    });
    socket.on("drain", () => socket.resume());
    socket.on("end", () => socket.end());
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      if (++ended === size) allEnded(ended);
    });
  });
  await new Promise((resolve) => server.listen({ port: 0, host: "127.0.0.1" }, resolve));
  const release = await connectIdle(server.address().port, size);
  return async () => {
    await release();
    const count = await end;
    server.close();
    return count;
  };
}
