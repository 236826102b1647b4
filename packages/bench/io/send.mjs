// Sends MEGABYTES over the first connection that is made to it, 64 KB at a time: `node send.mjs MEGABYTES`.

import { createServer } from "node:net";

let left = Number(process.argv[2]) * 1e6;
const chunk = Buffer.alloc(65_536, "m");

const server = createServer((socket) => {
  server.close();
  socket.on("drain", send);
  send();

  function send() {
    while (left > 0) {
      const data = left >= chunk.length ? chunk : chunk.subarray(0, left);
      left -= data.length;
      if (!socket.write(data)) return;
    }
    socket.end();
  }
});
server.listen(0, "127.0.0.1", () => console.log(JSON.stringify({ port: server.address().port })));
