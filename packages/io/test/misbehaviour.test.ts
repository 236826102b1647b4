// runs under Node alone: it needs Buffer.
/**
 * User code of io that may do anything: handlers, callbacks, iterators and blocking functions throw, close, reset, abort and
 * re-enter, by seed. Afterwards nothing hangs, and nothing is left of any connection, listener or signal.
 */
import { getEventListeners } from "node:events";
import { ClosedError, createScheduler, ManualEventLoop } from "@mailslot/core";
import { type BlockingPool, blocking, type Connection, type Listener, lines, memoryNetwork } from "@mailslot/io";
import { anySeed, Misbehaved, misbehave } from "@mailslot/test-support/misbehave";
import { test } from "uvu";
import * as assert from "uvu/assert";

test("whatever handlers, callbacks and clients do, the network is empty afterwards, and others are served", () => {
  const say = console.error;
  console.error = () => undefined;
  try {
    anySeed(run, 300);
  } finally {
    console.error = say;
  }
});

function run(seed: number): void {
  const loop = new ManualEventLoop();
  const strange: unknown[] = [];
  const scheduler = createScheduler({ name: "own", loop, onUnhandled: (error) => void strange.push(error) });
  const network = memoryNetwork({ loop, seed, latency: [0, 3] });
  const pool = poolOf(loop);
  const stop = new AbortController();
  const connections: Connection[] = [];
  let listener: Listener | null = null;
  const some = (): Connection | undefined => connections[user.below(Math.max(1, connections.length))];
  const user = misbehave(seed, {
    reset: () => some()?.reset(),
    close: () => some()?.close(),
    end: () => some()?.end(),
    write: () => some()?.write("more"),
    read: () => void some()?.read().then(ignore, ignore),
    cut: () => network.links[0]?.reset(),
    abort: () => user.below(8) === 0 && stop.abort(),
    stop: () => user.below(8) === 0 && listener?.close(),
  });
  stop.signal.addEventListener("abort", () => void swallow(() => user.at("abort listener", null)));
  scheduler.go(function* server() {
    listener = yield* network.listen({
      port: 1,
      signal: stop.signal,
      onRefused: () => user.at("onRefused", undefined),
      onFailure: () => user.at("onFailure", undefined),
    });
    listener.serve(function* echo(peer) {
      connections.push(peer);
      for (let chunk = yield* peer.read(); chunk !== undefined; chunk = yield* peer.read()) {
        yield* peer.write(user.at("handler", chunk));
      }
    });
  });
  loop.advance(10);
  const clients = Array.from({ length: 6 }, (_, n) =>
    scheduler.go(function* client() {
      const peer = yield* network.connect({ port: 1, signal: stop.signal });
      connections.push(peer);
      const all = lines(peer);
      for (let k = 0; k < 4; k++) {
        yield* peer.write(`${n}.${k}\n`);
        user.at("client", null);
        yield* blocking(() => user.at("blocking", k), { pool });
        yield* all.recv();
      }
      yield* peer.close();
    }),
  );
  for (const task of clients) task.then(ignore, ignore);
  loop.advance(20_000);
  user.calm();
  for (const each of connections)
    if (user.below(2) === 0) each.reset();
    else each.close();
  (listener as Listener | null)?.close();
  loop.advance(20_000);
  const tasks = clients.map(({ status }) => status).filter((status) => status !== "completed" && status !== "failed");
  assert.equal(
    [tasks.filter((status) => status !== "cancelled"), network.links.length, network.listeners],
    [[], 0, 0],
    user.log.join("\n"),
  );
  assert.is(getEventListeners(stop.signal, "abort").length, 1, "only the test's own listener is left");
  for (const error of strange) if (!expected((error as Error).cause ?? error)) throw error;
}

/** A pool that runs each function in a later turn. */
function poolOf(loop: ManualEventLoop): BlockingPool {
  return {
    run(fn, args, done) {
      let wanted = true;
      loop.soon(() => {
        try {
          if (wanted) done.completed(fn(...args));
        } catch (error) {
          done.failed(error);
        }
      });
      return () => {
        wanted = false;
      };
    },
  };
}

function expected(error: unknown): boolean {
  return error instanceof Misbehaved || error instanceof ClosedError;
}

function swallow(call: () => unknown): void {
  try {
    call();
  } catch {
    // What an abort listener throws is the platform's to report; it would end this process.
  }
}

function ignore(): void {}

test.run();
