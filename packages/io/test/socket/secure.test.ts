// runs under Node alone: it needs sockets.
/** What TLS adds: who the peer is, and what goes wrong when it is not. */
import { connect as plain } from "node:net";
import { oneshot, type Source } from "@mailslot/core";
import { connect, type IoError, type Listener, listen } from "@mailslot/io";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { cert, key } from "../certificate/certificate.js";
import { failure } from "../net/contract/opening.js";
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

withListener("both ends know what was agreed on", function* agreed(listener) {
  const tls = { ca: cert, servername: "localhost", ALPNProtocols: ["chat"] };
  const client = yield* connect({ ...listener.address, tls });
  const server = yield* listener.accept();
  assert.equal([client.tls?.protocol, client.tls?.alpn, client.tls?.authorized], ["TLSv1.3", "chat", true]);
  assert.equal([server.tls?.serverName, server.tls?.alpn, server.tls?.authorized], ["localhost", "chat", false]);
  assert.is(client.tls?.cipher, server.tls?.cipher);
  client.reset();
  server.reset();
});

withListener("an untrusted certificate is refused", function* untrusted(listener) {
  const error = yield* failure(connect({ ...listener.address, tls: true }));
  assert.is(error.code, "ERR_MAILSLOT_TLS");
  assert.is((error.cause as { code: string }).code, "DEPTH_ZERO_SELF_SIGNED_CERT");
});

withListener("a certificate for another name is refused", function* wrongName(listener) {
  const error = yield* failure(connect({ ...listener.address, tls: { ca: cert, servername: "elsewhere" } }));
  assert.is(error.code, "ERR_MAILSLOT_TLS");
  assert.is((error.cause as { code: string }).code, "ERR_TLS_CERT_ALTNAME_INVALID");
});

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

testTask("an invalid key makes listen fail", function* () {
  const error = yield* failure(listen({ port: 0, tls: { cert: "no certificate", key: "no key" } }));
  assert.is(error.code, "ERR_MAILSLOT_TLS");
  assert.match(error.message, /^listening on \*:0 failed: /);
});

test.run();
