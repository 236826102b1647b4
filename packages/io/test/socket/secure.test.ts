// runs under Node alone: it needs sockets.
/** TLS over sockets: a client that does not speak it. */
import { connect as plain } from "node:net";
import { oneshot, type Source } from "@mailslot/core";
import { connect, type IoError, type Listener, listen } from "@mailslot/io";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { cert, key } from "../certificate/certificate.js";
import { type Steps, testTask } from "../net/ground.js";

function withListener(sentence: string, body: (listener: Listener, refused: Source<IoError>) => Steps<void>): void {
  testTask(sentence, function* () {
    const refused = oneshot<IoError>();
    const tls = { cert, key, ALPNProtocols: ["chat"] };
    const onRefused = (error: IoError): void => void refused.send(error);
    const listener = yield* listen({ host: "127.0.0.1", port: 0, tls, onRefused });
    yield* body(listener, refused);
    listener.close();
  });
}

withListener(
  "a client that does not speak TLS is turned away, and the listener goes on",
  function* noTls(listener, refused) {
    const socket = plain({ port: listener.port, host: "127.0.0.1" }, () => socket.write("GET / HTTP/1.0\r\n\r\n"));
    socket.on("error", () => undefined).resume();
    const error = yield* refused;
    assert.is(error.code, "ERR_MAILSLOT_TLS");
    assert.match(error.message, /^the TLS handshake of a connection accepted by the listener on 127/);
    assert.is(listener.refused, 1);
    socket.destroy();
    const client = yield* connect({ ...listener.address, tls: { ca: cert } });
    client.reset();
    (yield* listener.accept()).reset();
  },
);

test.run();
