/** The contract of networks: reading and writing. */
import { currentScheduler, go, oneshot, type Steps, timeout } from "@mailslot/core";
import { select } from "@mailslot/select";
import { random, seed } from "@mailslot/test-support/seeded";
import * as assert from "uvu/assert";
import { fill, type Ground, itOnPair, pause, readAll, readText } from "../ground.js";
import { failure } from "./opening.js";

/** Bytes that can be told from others, `size` of them. */
function bytes(size: number): Buffer {
  const draw = random(seed);
  return Buffer.from(Array.from({ length: size }, () => Math.floor(draw() * 256)));
}

/** Waits until the next wait of this task has to give way. */
function* useUpBudget(): Steps<void> {
  const ready = oneshot<void>();
  ready.send();
  for (let n = 0; n < currentScheduler().policy.budget; n++) yield* ready;
}

export function reading(ground: Ground): void {
  const it = itOnPair(ground);

  it("what is written is read, whole and in order, both ways", function* whole({ client, server }) {
    const [there, back] = [bytes(300_000), bytes(70_001)];
    const write = (to: typeof client, all: Buffer) =>
      go(function* writer() {
        for (let from = 0, size = 1; from < all.length; from += size, size = (size * 3) % 9_973) {
          yield* to.write(all.subarray(from, from + size));
        }
        yield* to.end();
      });
    const writers = [write(client, there), write(server, back)];
    const reader = go(() => readAll(client));
    assert.ok((yield* readAll(server)).equals(there), `seed ${seed}`);
    assert.ok((yield* reader).equals(back), `seed ${seed}`);
    for (const writer of writers) yield* writer;
    assert.is(client.bytesWritten, there.length);
    assert.is(client.bytesRead, back.length);
  });

  it("text is written as UTF-8, and nothing as nothing", function* text({ client, server }) {
    client.write("");
    client.write(new Uint8Array(0));
    client.write("grüße, 世界 🎈");
    client.end();
    assert.is(String(yield* readAll(server)), "grüße, 世界 🎈");
  });

  it("the end of one side leaves the other open, and is read again and again", function* halfClose({ client, server }) {
    client.write("question");
    yield* client.end();
    assert.is(String(yield* readAll(server)), "question");
    assert.is(yield* server.read(), undefined);
    assert.is(yield* server.read(), undefined);
    yield* server.write("answer");
    yield* server.end();
    assert.is(String(yield* readAll(client)), "answer");
    assert.is(yield* client.closed, null);
    assert.is(yield* server.closed, null);
  });

  it("iteration gives what read does, and ends at the peer's end", function* iteration({ client, server }) {
    const reader = go(async () => {
      let text = "";
      for await (const chunk of server) text += chunk;
      return text;
    });
    for (const word of ["one ", "two ", "three"]) yield* client.write(word);
    client.end();
    assert.is(yield* reader, "one two three");
  });

  it("a writer waits while its peer does not read, and what is held is bounded", function* backPressure(all) {
    const chunk = bytes(65_536);
    const { full, written } = yield* fill(all.client, chunk);
    assert.ok(written < 32 * 2 ** 20, `${written} bytes had room`); // what a system's socket buffers may hold, and ours
    const reader = go(() => readAll(all.server));
    yield* full;
    yield* all.client.end();
    assert.is((yield* reader).length, written + chunk.length);
  });

  it("a write given up while it waits for room writes nothing, and later writes go on", function* withdrawn(all) {
    const chunk = bytes(65_536);
    const { full, written } = yield* fill(all.client, chunk);
    const behind = all.client.write("behind");
    assert.is((yield* failure(timeout(full, 1))).code, "ERR_MAILSLOT_TIMEOUT");
    all.client.end();
    const got = yield* readAll(all.server);
    yield* behind;
    assert.is(got.length, written + 6);
    assert.is(got.subarray(written).toString(), "behind");
  });

  it("a write whose time limit has passed before it waits writes nothing", function* late(all) {
    const { full, written } = yield* fill(all.client, bytes(65_536));
    const late = timeout(all.client.write("late"), 0);
    assert.is((yield* failure(late)).code, "ERR_MAILSLOT_TIMEOUT");
    const reader = go(() => readAll(all.server));
    yield* full;
    yield* all.client.end();
    assert.is((yield* reader).length, written + 65_536);
  });

  it("a write that was withdrawn and is waited on again is written", function* again(all) {
    const { full, written } = yield* fill(all.client, bytes(65_536));
    yield* failure(timeout(full, 1));
    const waiting = go(() => full);
    const reader = go(() => readAll(all.server));
    yield* waiting;
    yield* all.client.end();
    assert.is((yield* reader).length, written + 65_536);
  });

  it("a body cancelled when it gives way after a complete write is told that the bytes have gone", function* gone(all) {
    let [returned, stopped] = [0, false];
    const task = go(function* writer() {
      for (; !stopped; returned++) yield* all.client.write("x");
      yield* oneshot<void>();
    });
    go(() => {
      task.cancel();
      stopped = true;
    });
    yield* failure(task);
    yield* all.client.end();
    assert.is((yield* readAll(all.server)).length, returned);
  });

  it("a body out of budget that is cancelled in a write without room writes nothing", function* withdrawn(all) {
    const { full, written } = yield* fill(all.client, bytes(65_536));
    yield* failure(timeout(full, 1));
    const task = go(function* writer() {
      yield* useUpBudget();
      yield* all.client.write("x");
    });
    go(() => task.cancel());
    yield* pause();
    yield* failure(task);
    const reader = go(() => readAll(all.server));
    yield* all.client.end();
    assert.is((yield* reader).length, written);
  });

  it("a cancelled read takes nothing", function* cancelledRead({ client, server }) {
    const reader = go(() => server.read());
    yield* pause();
    reader.cancel();
    assert.is((yield* failure(timeout(server.read(), 1))).code, "ERR_MAILSLOT_TIMEOUT");
    yield* client.write("kept");
    assert.is(yield* readText(server, 4), "kept");
  });

  it("a second task that reads is told so, and the first goes on", function* two({ client, server }) {
    const first = go(() => readText(server, 13));
    yield* pause();
    const error = yield* failure(server.read());
    assert.is(error.code, "ERR_MAILSLOT_BUSY");
    assert.match(error.message, /is being read already: let one task read/);
    yield* client.write("for the first");
    assert.is(yield* first, "for the first");
  });

  it("a read is a case of a select, which keeps what it does not take", function* asCase({ client, server }) {
    yield* client.write("x");
    yield* pause(5);
    const cases = { chunk: server.read(), tick: Promise.resolve("tick") };
    let event = yield* select(cases);
    for (let rounds = 0; event.case === "tick" && rounds < 10_000; rounds++) {
      yield* pause();
      event = yield* select({ ...cases, tick: Promise.resolve("tick") });
    }
    assert.is(String(event.value), "x");
  });
}
