/** The contract of networks: how connections end, in good order and otherwise. */
import { go } from "@mailslot/core";
import type { Connection } from "@mailslot/io";
import { thrown } from "@mailslot/test-support/rejection";
import * as assert from "uvu/assert";
import { fill, type Ground, itOnPair, pause, readAll, type Steps } from "../ground.js";
import { failure, outcome } from "./opening.js";

export function ending(ground: Ground): void {
  const it = itOnPair(ground);

  it("after end() nothing can be written, and it can be called again", function* written({ client, server }) {
    yield* client.end();
    assert.is(thrown(() => client.write("x")).code, "ERR_MAILSLOT_ENDED");
    yield* client.end();
    assert.is(yield* server.read(), undefined);
  });

  it("after close() reads and writes fail, and the bytes come back", function* closed({ client }) {
    client.close();
    assert.is((yield* failure(client.read())).code, "ERR_MAILSLOT_CLOSED");
    const error = thrown(() => client.write("x"));
    assert.is(error.code, "ERR_MAILSLOT_CLOSED");
    assert.is(error.unsent, "x");
    assert.is(yield* client.close(), null);
    assert.is(yield* client.closed, null);
  });

  it("closing during a read fails the read", function* waiting({ client }) {
    const reader = go(() => failure(client.read()));
    yield* pause();
    client.close();
    assert.is((yield* reader).code, "ERR_MAILSLOT_CLOSED");
  });

  it("close() sends what was written before, with or without room", function* sends({ client, server }) {
    const parts = 60;
    for (let n = 0; n < parts; n++) client.write(Buffer.alloc(65_536, n));
    const gone = client.close();
    const all = yield* readAll(server);
    assert.is(all.length, parts * 65_536);
    assert.is(all.at(-1), parts - 1);
    server.close();
    assert.is(yield* gone, null);
  });

  it("close() loses nothing though the peer's bytes were not read", function* unread({ client, server }) {
    yield* server.write(Buffer.alloc(30_000));
    yield* client.read();
    yield* server.write(Buffer.alloc(30_000));
    client.write("last words");
    const gone = client.close();
    assert.is(String(yield* readAll(server)), "last words");
    server.close();
    assert.is(yield* gone, null);
  });

  it(
    "close() drops what the peer does not take in time",
    function* lingers({ client }) {
      yield* fill(client, Buffer.alloc(65_536));
      const error = yield* client.close();
      assert.is((error as { code?: string }).code, "ERR_MAILSLOT_TIMED_OUT");
      assert.match(String(error?.message), /did not take what was written within 30 ms/);
    },
    { linger: 30 },
  );

  it("leaving a block that owns a connection closes it", function* disposed({ client, server }) {
    const owner = go(async () => {
      await using owned = client;
      await owned.write("bye");
    });
    assert.is(String(yield* readAll(server)), "bye");
    server.close();
    yield* owner;
    assert.is(yield* client.closed, null);
  });

  it("a reset fails all waits at both ends", function* reset({ client, server }) {
    const reader = go(() => failure(client.read()));
    const peer = go(() => outcome(server.read()));
    yield* pause();
    client.reset();
    client.reset();
    assert.is((yield* reader).code, "ERR_MAILSLOT_CLOSED");
    const error = (yield* peer) as { code?: string; cause?: { code?: string } } | undefined;
    if (ground.resets) {
      assert.is(error?.code, "ERR_MAILSLOT_RESET");
      assert.is(error?.cause?.code, "ECONNRESET");
      assert.is(yield* server.closed, error as never);
      assert.is(yield* failure(server.read()), error as never);
      assert.is(
        thrown(() => server.write("x")),
        error as never,
      );
      assert.is(yield* failure(server.end()), error as never);
    } else assert.ok(error === undefined || error.code === "ERR_MAILSLOT_RESET", String(error));
  });

  it("a writer that waits for room fails when the peer goes", function* broken({ client, server }) {
    const { full } = yield* fill(client, Buffer.alloc(65_536));
    const [writer, end] = [go(() => failure(full)), go(() => failure(client.end()))];
    yield* pause();
    server.reset();
    assert.is((yield* writer).code, "ERR_MAILSLOT_RESET");
    assert.is((yield* end).code, "ERR_MAILSLOT_RESET");
    assert.is(((yield* client.closed) as { code?: string } | null)?.code, "ERR_MAILSLOT_RESET");
  });

  it("writing to a peer that has gone fails in the end, and closed says so", function* gone({ client, server }) {
    yield* server.close();
    let error: unknown = null;
    while (error === null) {
      const wrote = yield* attempt(client);
      if (wrote instanceof Error) error = wrote;
      yield* pause();
    }
    assert.is((error as { code?: string }).code, "ERR_MAILSLOT_RESET");
    assert.is(yield* client.closed, error as never);
  });

  it(
    "a connection on which nothing moves for its idle time fails",
    function* idle({ client }) {
      const error = yield* failure(client.read());
      assert.is(error.code, "ERR_MAILSLOT_TIMED_OUT");
      assert.match(error.message, /nothing has moved for 20 ms/);
      assert.is(yield* client.closed, error);
    },
    { idle: 20 },
  );

  const stop = new AbortController();
  it(
    "a signal ends a connection",
    function* signal({ client, server }) {
      const reader = go(() => failure(client.read()));
      const peer = go(() => outcome(server.read()));
      yield* pause();
      stop.abort(new Error("enough"));
      const error = yield* reader;
      assert.is(error.code, "ERR_MAILSLOT_CANCELLED");
      assert.is((error.cause as Error).message, "enough");
      assert.is(yield* client.closed, error);
      const end = yield* peer;
      assert.ok(end === undefined || end instanceof Error, "the peer sees the end");
    },
    { signal: stop.signal },
  );
}

function* attempt(connection: Connection): Steps<unknown> {
  try {
    return yield* connection.write("is anybody there?");
  } catch (error) {
    return error;
  }
}
