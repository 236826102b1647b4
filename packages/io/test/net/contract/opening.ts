/** The contract of networks: listening, connecting, accepting. */
import { go, isMailslotError, oneshot, type Source, timeout } from "@mailslot/core";
import type { IoError, ListenOptions } from "@mailslot/io";
import { select } from "@mailslot/select";
import { thrown } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { closeAll, type Ground, pair, pause, readText, type Steps } from "../ground.js";

/** What an operation completes or fails with. */
export function* outcome(operation: Source<unknown>): Steps<unknown> {
  try {
    return yield* operation;
  } catch (error) {
    return error;
  }
}

/** What an operation fails with. */
export function* failure(operation: Source<unknown>): Steps<Error & { code?: string }> {
  const end = yield* outcome(operation);
  if (end instanceof Error) return end;
  throw new Error(`${operation.describe()} did not fail: ${end}`);
}

export function opening(ground: Ground): void {
  const { network, name } = ground;
  const it = (sentence: string, body: () => Steps<void>): void => {
    test(`${name}: ${sentence}`, async () => {
      await ground.run(body);
      assert.equal(await ground.leftovers(), []);
    });
  };

  it("a listener says where it is, and connecting there reaches it", function* reaches() {
    const all = yield* pair(ground);
    const { listener, client, server } = all;
    assert.is(listener.port, listener.address.port ?? 0);
    assert.is(client.remote.port, listener.address.port);
    assert.is(server.local.port, listener.address.port);
    assert.equal(client.local.port, server.remote.port);
    yield* closeAll(all);
  });

  it("connections are accepted in the order they came", function* order() {
    const listener = yield* network.listen(ground.fresh());
    const clients = [];
    for (let n = 0; n < 5; n++) clients.push(yield* network.connect(ground.to(listener.address)));
    for (const [n, client] of clients.entries()) client.write(`${n}`);
    for (let n = 0; n < 5; n++) {
      const server = yield* listener.accept();
      assert.is(String(yield* server.read()), `${n}`);
      server.reset();
    }
    for (const client of clients) yield* client.close();
    listener.close();
  });

  it("the first wait to accept is served first", function* firstCome() {
    const listener = yield* network.listen(ground.fresh());
    const served: string[] = [];
    const wait = (who: string) =>
      go(function* acceptor() {
        const connection = yield* listener.accept();
        served.push(who);
        yield* connection.close();
      });
    const waiting = [wait("first"), wait("second")];
    for (let n = 0; n < 2; n++) {
      const client = yield* network.connect(ground.to(listener.address));
      yield* client.close();
    }
    for (const task of waiting) yield* task;
    assert.equal(served, ["first", "second"]);
    listener.close();
  });

  it("an address in use is an error that names it, and its present listener goes on", function* inUse() {
    const all = yield* pair(ground);
    const error = yield* failure(network.listen({ ...ground.fresh(), ...all.listener.address } as ListenOptions));
    assert.is(error.code, "ERR_MAILSLOT_ADDRESS_IN_USE");
    assert.is((error.cause as { code: string }).code, "EADDRINUSE");
    assert.ok(error.message.includes(String(all.listener.address.path ?? all.listener.port)), error.message);
    assert.ok(isMailslotError(error));
    const again = yield* network.connect(ground.to(all.listener.address));
    yield* again.close();
    yield* closeAll(all);
  });

  it("connecting where nothing listens is refused", function* refused() {
    const error = yield* failure(network.connect(ground.nowhere));
    assert.is(error.code, ground.refusal);
    assert.match((error.cause as { code: string }).code, /^E(?:CONNREFUSED|NOENT)$/);
    assert.match(error.message, /^connecting to .* failed: /);
  });

  it("an attempt that failed fails all its waiters, present and later", function* failsAll() {
    const attempt = network.connect(ground.nowhere);
    const one = go(() => failure(attempt));
    const two = go(() => failure(attempt));
    assert.is(yield* one, yield* two);
    assert.is((yield* failure(attempt)).code, ground.refusal);
  });

  it("options that make no sense are thrown at once", function* nonsense() {
    for (const options of [{ port: -1 }, { port: 65_536 }, { port: 1.5 }, { port: Number.NaN }, {}, { path: "" }]) {
      assert.is(thrown(() => network.listen(options)).code, "ERR_MAILSLOT_ARGUMENT");
      assert.is(thrown(() => network.connect(options)).code, "ERR_MAILSLOT_ARGUMENT");
    }
    assert.is(thrown(() => network.connect({ port: 0 })).code, "ERR_MAILSLOT_ARGUMENT");
    assert.is(thrown(() => network.connect({ port: 1, path: "both" })).code, "ERR_MAILSLOT_ARGUMENT");
    assert.is(thrown(() => network.connect({ port: 1, idle: 0 })).code, "ERR_MAILSLOT_ARGUMENT");
    assert.match(thrown(() => network.listen({ port: 70_000 })).message, /the port is 70000: give a whole number/);
  });

  it("a connect that is not waited on does not begin, and one given up leaves nothing", function* lazy() {
    const listener = yield* network.listen(ground.fresh());
    network.connect(ground.to(listener.address));
    const task = go(() => network.connect(ground.to(listener.address)));
    const chosen = yield* select({ other: task, now: Promise.resolve() }); // the task has begun to connect by then
    if (chosen.case === "now") task.cancel();
    const outcome = yield* task.outcome();
    if (outcome.status === "completed") outcome.value.reset(); // it was quicker
    listener.close();
  });

  it("a cancelled accept takes no connection", function* cancelledAccept() {
    const listener = yield* network.listen(ground.fresh());
    const error = yield* failure(timeout(listener.accept(), 1));
    assert.is(error.code, "ERR_MAILSLOT_TIMEOUT");
    const client = yield* network.connect(ground.to(listener.address));
    const server = yield* timeout(listener.accept(), 10_000);
    client.write("x");
    assert.is(yield* readText(server, 1), "x");
    yield* closeAll({ listener, client, server });
  });

  it("a listener is a case of a select, beside a signal to stop", function* asCase() {
    const stop = new AbortController();
    const listener = yield* network.listen(ground.fresh());
    const client = yield* network.connect(ground.to(listener.address));
    const first = yield* select({ connection: listener, stop: stop.signal });
    if (first.case !== "connection") throw new Error("the wrong case");
    stop.abort("enough");
    const second = yield* select({ connection: listener, stop: stop.signal });
    assert.is(second.case, "stop");
    yield* closeAll({ listener, client, server: first.value });
  });

  it("closing a listener fails waits to accept, ends iteration, and frees the address at once", function* closing() {
    const listener = yield* network.listen(ground.fresh());
    const waiting = go(() => failure(listener.accept()));
    const iterating = go(async () => {
      let count = 0;
      for await (const _ of listener) count++;
      return count;
    });
    yield* pause();
    listener.close();
    listener.close();
    assert.ok(listener.closed);
    assert.is((yield* waiting).code, "ERR_MAILSLOT_CLOSED");
    assert.is(yield* iterating, 0);
    assert.is((yield* failure(listener.accept())).code, "ERR_MAILSLOT_CLOSED");
    const again = yield* network.listen({ ...ground.fresh(), ...listener.address } as ListenOptions);
    again.close();
  });

  it("connections that were not accepted are dropped when the listener closes", function* unaccepted() {
    const listener = yield* network.listen(ground.fresh());
    const accepted = yield* network.connect(ground.to(listener.address));
    const server = yield* listener.accept();
    const left = yield* network.connect(ground.to(listener.address));
    accepted.write("x"); // by the time this arrives, the other has
    yield* server.read();
    listener.close();
    const end = yield* outcome(left.read());
    assert.ok(end === undefined || (end as { code?: string }).code === "ERR_MAILSLOT_RESET", String(end));
    left.reset();
    yield* left.closed;
    yield* closeAll({ listener, client: accepted, server });
  });

  it("connections over the backlog are turned away, and counted", function* overBacklog() {
    const reason = oneshot<IoError>();
    const options = { ...ground.fresh(), backlog: 1, onRefused: (error: IoError) => void reason.send(error) };
    const listener = yield* network.listen(options);
    // The one that is turned away may learn of it while it still connects: its failure must have somebody who sees it.
    const clients = [1, 2].map(() => go(() => go(() => network.connect(ground.to(listener.address))).outcome()));
    assert.is((yield* reason).code, "ERR_MAILSLOT_LIMIT");
    assert.is(listener.refused, 1);
    listener.close();
    for (const client of clients) {
      const connected = yield* client;
      if (connected.status !== "completed") continue;
      connected.value.reset();
      yield* connected.value.closed;
    }
  });

  it("a signal ends a listener, and an attempt to connect", function* signals() {
    const stop = new AbortController();
    const listener = yield* network.listen({ ...ground.fresh(), signal: stop.signal });
    const waiting = go(() => failure(listener.accept()));
    yield* pause();
    stop.abort(new Error("enough"));
    const error = yield* waiting;
    assert.is(error.code, "ERR_MAILSLOT_CANCELLED");
    assert.is((error.cause as Error).message, "enough");
    const options = { ...ground.nowhere, signal: stop.signal };
    assert.is((yield* failure(network.connect(options))).code, "ERR_MAILSLOT_CANCELLED");
    assert.is(
      (yield* failure(network.listen({ ...ground.fresh(), signal: stop.signal }))).code,
      "ERR_MAILSLOT_CANCELLED",
    );
  });
}
