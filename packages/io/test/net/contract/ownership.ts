/** The contract of networks: what tasks of other schedulers may do. */
import { type Scheduler, timeout } from "@mailslot/core";
import { handle } from "@mailslot/io";
import { select } from "@mailslot/select";
import { thrown } from "@mailslot/test-support/rejection";
import * as assert from "uvu/assert";
import { type Ground, itOnPair, readAll, readText, type Steps } from "../ground.js";
import { failure } from "./opening.js";

export function ownership(ground: Ground): void {
  const there = <T>(body: () => Steps<T>): ReturnType<Scheduler["go"]> => ground.other.go(body);
  const it = itOnPair(ground);

  it("a task of another scheduler that uses a connection is told so", function* foreign({ client, server, listener }) {
    yield* there(function* stranger() {
      const errors = [
        yield* failure(client.read()),
        yield* failure(listener.accept()),
        yield* failure(timeout(client.read(), 5)),
        yield* failure(select({ chunk: client.read() })),
        thrown(() => client.write("x")),
        thrown(() => client.end()),
        thrown(() => client.close()),
        thrown(() => client.reset()),
        thrown(() => listener.close()),
      ];
      for (const error of errors) {
        assert.is((error as { code?: string }).code, "ERR_MAILSLOT_TWO_SCHEDULERS");
        assert.match(error.message, /belongs to scheduler ".*", and task stranger of scheduler "other" uses it: give/);
      }
    });
    yield* client.write("still works");
    assert.is(yield* readText(server, 11), "still works");
  });

  it("a handle does everything, for tasks of any scheduler", function* works({ client, server }) {
    const far = handle(server);
    const echo = there(function* echo() {
      for (let chunk = yield* far.read(); chunk !== undefined; chunk = yield* far.read()) yield* far.write(chunk);
      yield* far.end();
      return yield* far.closed;
    });
    client.write("over there and back");
    assert.is(yield* readText(client, 19), "over there and back");
    yield* client.end();
    assert.is(yield* client.read(), undefined);
    assert.is(yield* echo, null);
  });

  it("a read of a handle that is given up takes nothing", function* givenUp({ client, server }) {
    const far = handle(server);
    yield* there(function* impatient() {
      assert.is((yield* failure(timeout(far.read(), 1))).code, "ERR_MAILSLOT_TIMEOUT");
    });
    yield* client.write("kept");
    assert.is(yield* readText(server, 4), "kept");
  });

  it("a handle of a listener gives handles", function* accepts({ listener }) {
    const far = handle(listener);
    const acceptor = there(function* acceptor() {
      const event = yield* select({ connection: far });
      yield* event.value.write("hello");
      yield* event.value.close();
      far.close();
    });
    const client = yield* ground.network.connect(ground.to(listener.address));
    assert.is(String(yield* readAll(client)), "hello");
    yield* client.close();
    yield* acceptor;
    assert.ok(listener.closed);
  });

  it(
    "the chunks of a handle are the reader's own",
    function* own({ client, server }) {
      const far = handle(client);
      server.write("one");
      const first = (yield* there(() => far.read() as never)) as Buffer;
      const text = String(first);
      server.write("two");
      yield* there(() => far.read() as never);
      assert.is(String(first), text);
    },
    { readBuffer: 1_024 },
  );

  it("only connections and listeners have handles", function* others() {
    assert.is(thrown(() => handle({} as never)).code, "ERR_MAILSLOT_ARGUMENT");
  });
}
