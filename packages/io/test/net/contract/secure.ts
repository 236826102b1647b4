/** The contract of networks that speak TLS: who the peer is, and what goes wrong when it is not. */
import type { ConnectionOptions, TlsOptions } from "node:tls";
import type { Connection, IoError, Listener } from "@mailslot/io";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { cert, key } from "../../certificate/certificate.js";
import type { Ground, Steps } from "../ground.js";
import { failure, outcome } from "./opening.js";

/** A listener, the errors of those it turned away, and how to connect to it. */
interface Scene {
  readonly listener: Listener;
  readonly refusals: IoError[];
  connect(tls: ConnectionOptions | true): ReturnType<Ground["network"]["connect"]>;
}

export function secure(ground: Ground): void {
  const it = (sentence: string, offered: TlsOptions, body: (all: Scene) => Steps<void>): void => {
    test(`${ground.name}: ${sentence}`, async () => {
      await ground.run(function* () {
        const refusals: IoError[] = [];
        const tls = { cert, key, ...offered };
        const onRefused = (error: IoError): void => void refusals.push(error);
        const listener = yield* ground.network.listen({ ...ground.fresh(), tls, onRefused });
        const connect: Scene["connect"] = (asked) =>
          ground.network.connect({ ...ground.to(listener.address), tls: asked });
        yield* body({ listener, refusals, connect });
        listener.close();
      });
      assert.equal(await ground.leftovers(), []);
    });
  };

  it("both ends know what was agreed on", { ALPNProtocols: ["talk", "chat"] }, function* ({ listener, connect }) {
    const client = yield* connect({ ca: cert, servername: "localhost", ALPNProtocols: ["chat", "other"] });
    const server = yield* listener.accept();
    assert.equal([client.tls?.protocol, client.tls?.alpn, client.tls?.authorized], ["TLSv1.3", "chat", true]);
    assert.equal([server.tls?.serverName, server.tls?.alpn, server.tls?.authorized], ["localhost", "chat", false]);
    assert.is(client.tls?.cipher, server.tls?.cipher);
    yield* end(client, server);
  });

  it("an untrusted certificate is refused", {}, function* ({ connect, listener }) {
    const error = yield* failure(connect(true));
    assert.is(error.code, "ERR_MAILSLOT_TLS");
    assert.is(codeOfCause(error), "DEPTH_ZERO_SELF_SIGNED_CERT");
    assert.is(listener.refused, 0);
  });

  it("a client that trusts everybody connects, and knows that nothing is proved", {}, function* (all) {
    const client = yield* all.connect({ rejectUnauthorized: false });
    assert.is(client.tls?.authorized, false);
    yield* end(client, yield* all.listener.accept());
  });

  it("a certificate for another name is refused", {}, function* ({ connect }) {
    const error = yield* failure(connect({ ca: cert, servername: "elsewhere" }));
    assert.is(error.code, "ERR_MAILSLOT_TLS");
    assert.is(codeOfCause(error), "ERR_TLS_CERT_ALTNAME_INVALID");
  });

  it("a check of the peer's name by the program counts, and what it throws", {}, function* ({ connect, listener }) {
    const checkServerIdentity = (): undefined => undefined;
    const client = yield* connect({ ca: cert, servername: "elsewhere", checkServerIdentity });
    yield* end(client, yield* listener.accept());
    const thrower = (): undefined => {
      throw new Error("not this one");
    };
    const error = yield* failure(connect({ ca: cert, servername: "elsewhere", checkServerIdentity: thrower }));
    assert.match(error.message, /not this one$/);
  });

  it("ends that share no protocol do not connect", { ALPNProtocols: ["talk"] }, function* ({ connect, refusals }) {
    const error = yield* failure(connect({ ca: cert, ALPNProtocols: ["chat"] }));
    assert.is(error.code, "ERR_MAILSLOT_TLS");
    assert.is(codeOfCause(error), "ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL");
    assert.equal(refusals.map(codeOfCause), ["ERR_SSL_NO_APPLICATION_PROTOCOL"]);
  });

  it("ends that share no version do not connect", { minVersion: "TLSv1.3" }, function* ({ connect, refusals }) {
    const error = yield* failure(connect({ ca: cert, maxVersion: "TLSv1.2" }));
    assert.is(codeOfCause(error), "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION");
    assert.equal(refusals.map(codeOfCause), ["ERR_SSL_UNSUPPORTED_PROTOCOL"]);
  });

  const requestCert = { requestCert: true, ca: cert };
  it("a client that shows a certificate is known by it", requestCert, function* ({ connect, listener }) {
    const client = yield* connect({ ca: cert, cert, key });
    const server = yield* listener.accept();
    assert.is(server.tls?.authorized, true);
    yield* end(client, server);
  });

  it("a client without the certificate asked for is turned away", requestCert, function* ({ connect, refusals }) {
    const client = yield* connect({ ca: cert }); // it knows only afterwards
    const end = yield* outcome(client.read());
    const told = ["ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED", "ECONNRESET"]; // over sockets; in memory
    assert.ok(told.includes(String(codeOfCause(end))), `${end}`);
    assert.equal(refusals.map(codeOfCause), ["ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE"]);
    client.reset();
    yield* client.closed;
  });

  const choice = {
    SNICallback: (name: string): void => {
      throw new Error(`no certificate for ${name}`);
    },
  };
  it("a choice of certificate that throws turns that client away alone", choice, function* ({ connect, refusals }) {
    const error = yield* failure(connect({ ca: cert, servername: "localhost" }));
    assert.is(error.code, "ERR_MAILSLOT_RESET");
    assert.equal(
      refusals.map(({ cause }) => (cause as Error).message),
      ["no certificate for localhost"],
    );
  });

  test(`${ground.name}: an invalid key makes listen fail`, async () => {
    const tls = { cert: "no certificate", key: "no key" };
    const error = await ground.run(() => failure(ground.network.listen({ ...ground.fresh(), tls })));
    assert.is(error.code, "ERR_MAILSLOT_TLS");
    assert.match(error.message, /^listening on \S+:0 failed: /);
  });

  it("options that make no sense fail the connect", {}, function* ({ connect }) {
    const error = yield* failure(connect({ ca: cert, minVersion: "TLSv9" as never }));
    assert.is(error.code, "ERR_MAILSLOT_TLS");
  });
}

function* end(client: Connection, server: Connection): Steps<void> {
  client.reset();
  server.reset();
  yield* client.closed;
  yield* server.closed;
}

function codeOfCause(error: unknown): string | undefined {
  return ((error as Error).cause as { code?: string } | undefined)?.code;
}
