// node:net with a buffer that it reads into again and again.

import { connect } from "node:net";

export default function tcpRead(port) {
  return new Promise((resolve, reject) => {
    let bytes = 0;
    const buffer = Buffer.allocUnsafeSlow(65_536);
    const callback = (count) => {
      bytes += count;
      return true;
    };
    const socket = connect({ port, host: "127.0.0.1", onread: { buffer, callback } });
    socket.once("error", reject);
    socket.once("close", () => resolve(bytes));
  });
}
