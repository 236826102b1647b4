// runs under Node alone: it needs sockets and signals.
/** Fastify before an actor: routes ask it, and a signal stops all in good order. */
import { defineActor, named, spawn, spawnNamed, stop } from "@mailslot/actor";
import { go, oneshot, watch } from "@mailslot/core";
import { runUntilSignal } from "@mailslot/io";
import { supervisor } from "@mailslot/supervision";
import fastify from "fastify";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Counter } from "../src/counter.js";
import { fastifyOf, serveFastify } from "../src/fastify.js";

const local = { host: "127.0.0.1", port: 0 };

test("a route asks an actor, which outlives a crash by its supervisor", async () => {
  const address = watch("");
  const changed = address.subscribe();
  const counter = named("counter", Counter);
  const sup = await supervisor({
    children: [
      { id: "counter", start: () => spawnNamed("counter", Counter) },
      {
        id: "http",
        start: () =>
          go(() =>
            serveFastify(
              () => fastifyOf(counter),
              local,
              (at) => address.send(at),
            ),
          ),
      },
    ],
  });
  const at = await changed.recv();
  const count = async (): Promise<unknown> => (await fetch(`${at}/count/ada`, { method: "POST" })).json();
  assert.equal([await count(), await count()], [{ count: 1 }, { count: 2 }]);
  const say = console.error;
  console.error = () => undefined; // what the supervisor says of the crash
  counter.tell.crash();
  assert.equal(await count(), { count: 1 });
  console.error = say;
  await sup.stop();
});

test("a signal stops the server when what was asked is answered", async () => {
  const address = watch("");
  const changed = address.subscribe();
  const [begun, gate] = [oneshot<void>(), oneshot<void>()];
  const Slow = defineActor("slow", {
    receive: {
      *answer() {
        begun.send();
        yield* gate;
        return "at last";
      },
    },
  });
  const slow = spawn(Slow);
  const make = () =>
    fastify()
      .get("/", () => slow.ask.answer().then(String))
      .get("/ping", () => "pong");
  const sup = await supervisor({
    children: [
      { id: "http", start: () => go(() => serveFastify(make, local, (at) => address.send(at))), shutdown: 10_000 },
    ],
  });
  const at = await changed.recv();
  const answer = fetch(at);
  await begun;
  const ended = runUntilSignal(sup, { signals: ["SIGUSR2"] });
  process.kill(process.pid, "SIGUSR2");
  const refused = async (): Promise<boolean> =>
    fetch(`${at}/ping`).then(
      ({ status }) => status === 503,
      () => true,
    );
  while (!(await refused())) await new Promise((turned) => setImmediate(turned));
  gate.send();
  assert.is(await (await answer).text(), "at last");
  assert.is(await ended, "SIGUSR2");
  process.exitCode = 0; // which is 128 and the number of the signal
  stop(slow);
});

test.run();
