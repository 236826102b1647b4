// `readBuffer` is read into again and again: a chunk is valid until the next read.

import { go } from "@mailslot/core";
import { connect } from "@mailslot/io";

export default async function tcpRead(port) {
  return await go(function* read() {
    const connection = yield* connect({ port, host: "127.0.0.1", readBuffer: 65_536 });
    let bytes = 0;
    for (let chunk = yield* connection.read(); chunk !== undefined; chunk = yield* connection.read()) {
      bytes += chunk.length;
    }
    yield* connection.close();
    return bytes;
  });
}
