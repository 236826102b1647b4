// runs under Node alone: it needs signals. watchdog: 180 s
/** Programs that run until a signal: real processes, which end in good order, once, within a limit. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { runUntilSignal } from "@mailslot/io";
import { runProgram } from "@mailslot/test-support/program";
import { thrown } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";

const HEAD = `import { defineActor, spawn, Refusal } from "@mailslot/actor";
  import { channel, go, sleep } from "@mailslot/core";
  import { runUntilSignal, serveHttp } from "@mailslot/io";
  import { supervisor } from "@mailslot/supervision";
  const kill = (signal) => process.kill(process.pid, signal);
  // Sends a signal to this process when it listens for it: before, it would be the end.
  const killWhenHeard = (signal) => process.on("newListener", function heard(name) {
    if (name !== signal) return;
    process.off("newListener", heard);
    setImmediate(() => kill(signal));
  });
  const alive = setInterval(() => {}, 1_000);
`;

/** A root that stops after `ms`. */
const root = (ms: number) => `({
  name: "root",
  async stop() { console.log("stops"); await sleep(${ms}); console.log("stopped"); clearInterval(alive); },
})`;

test("SIGTERM stops the root once and ends with 0, SIGINT with 130, and what follows runs", () => {
  for (const [signal, code] of [
    ["SIGTERM", 0],
    ["SIGINT", 130],
    ["SIGHUP", 129],
  ] as const) {
    const program = `${HEAD} killWhenHeard("${signal}");
      console.log(await runUntilSignal(${root(1)}, { signals: ["SIGTERM", "SIGINT", "SIGHUP"] }));`;
    assert.equal(runProgram(program), { code, stdout: `stops\nstopped\n${signal}\n`, stderr: "" });
  }
});

test("a signal that comes right after the call stops the root, too", () => {
  const program = `${HEAD} const ended = runUntilSignal(${root(1)});
    kill("SIGTERM");
    console.log(await ended);`;
  assert.equal(runProgram(program), { code: 0, stdout: "stops\nstopped\nSIGTERM\n", stderr: "" });
});

test("another signal ends the process at once, during the stop and after it", () => {
  const during = `${HEAD} killWhenHeard("SIGTERM");
    const slow = ${root(60_000)};
    await runUntilSignal({ stop() { setTimeout(() => kill("SIGINT"), 5); return slow.stop(); } });`;
  assert.equal(runProgram(during), { code: 130, stdout: "stops\n", stderr: "" });
  const after = `${HEAD} killWhenHeard("SIGTERM");
    await runUntilSignal({ stop: async () => {} });
    kill("SIGTERM");
    await sleep(60_000);`;
  assert.equal(runProgram(after), { code: 143, stdout: "", stderr: "" });
});

test("a stop that takes longer than its limit ends the process with 1, and says so", () => {
  const program = `${HEAD} killWhenHeard("SIGTERM");
    await runUntilSignal(${root(60_000)}, { limit: 20 });`;
  assert.equal(runProgram(program), {
    code: 1,
    stdout: "stops\n",
    stderr: "after SIGTERM, root has not stopped within 20 ms: the process ends\n",
  });
});

test("a root that ends by itself ends the wait; its failure is thrown, and so is that of its stop", () => {
  const children = `{ autoShutdown: "any-significant", intensity: { restarts: 0 }, children: [
    { id: "job", significant: true, restart: "transient", start: () => go(job) }] }`;
  const orderly = `${HEAD} function* job() { clearInterval(alive); }
    console.log(await runUntilSignal(await supervisor(${children})));`;
  assert.equal(runProgram(orderly), { code: 0, stdout: "null\n", stderr: "" });
  const gaveUp = `${HEAD} function* job() { yield* sleep(5); throw new Error("broken"); }
    console.log(await runUntilSignal(await supervisor(${children})).then(null, (error) => error.name));
    clearInterval(alive);`;
  assert.equal(runProgram(gaveUp), { code: 0, stdout: "SupervisionError\n", stderr: "" });
  const fails = `${HEAD} killWhenHeard("SIGTERM");
    await runUntilSignal({ async stop() { throw new Error("broken"); } });`;
  const { code, stderr } = runProgram(fails);
  assert.is(code, 1);
  assert.match(stderr, "broken");
});

test("what cannot be stopped, and a limit that is none, are refused", () => {
  assert.is(thrown(() => runUntilSignal({} as never)).code, "ERR_MAILSLOT_ARGUMENT");
  for (const limit of [0, -1, Number.NaN, "10"]) {
    const run = () => runUntilSignal({ stop: async () => {} }, { limit: limit as number });
    assert.is(thrown(run).code, "ERR_MAILSLOT_ARGUMENT");
  }
});

const SERVICE = `${HEAD} clearInterval(alive);
  const begun = [];
  const Worker = defineActor("worker", { receive: { *work(_ctx, id) { begun.push(id); yield* sleep(2); return "did " + id; } } });
  const sup = await supervisor({ children: [
    { id: "worker", start: () => spawn(Worker), shutdown: { drain: 5_000 } },
    { id: "http", start: () => go(function* http() {
      const server = yield* serveHttp({ host: "127.0.0.1", port: 0 });
      try {
        server.serve(function* (exchange) {
          exchange.respond(yield* sup.child("worker").ask.work(exchange.request.url.slice(1)));
        });
        console.log("port " + server.port);
        yield* channel().recv();
      } finally {
        yield* server.close();
      }
    }) },
  ] });
  await runUntilSignal(sup);
  console.log("begun " + begun.join(","));`;

test("a server under load that gets SIGTERM answers every request that it has accepted, and ends with 0", async () => {
  const conditions = process.execArgv.filter((flag) => flag.startsWith("--conditions="));
  const child = spawn(process.execPath, [...conditions, "--input-type=module", "--eval", SERVICE], {
    cwd: dirname(fileURLToPath(import.meta.url)),
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exit = once(child, "exit");
  let said = "";
  const port = await new Promise<string>((resolve) => {
    child.stdout.on("data", (data) => {
      said += data;
      const [, found] = /port (\d+)\n/.exec(said) ?? [];
      if (found !== undefined) resolve(found);
    });
  });
  const answered = new Map<string, string>();
  let lastId = 0;
  let isRunning = true;
  const client = async (): Promise<void> => {
    while (isRunning) {
      const id = String(++lastId);
      try {
        const answer = await fetch(`http://127.0.0.1:${port}/${id}`);
        const text = await answer.text();
        if (answer.status === 200) answered.set(id, text);
      } catch {
        return; // the server takes no more
      }
      if (answered.size === 100) child.kill("SIGTERM");
    }
  };
  await Promise.all(Array.from({ length: 16 }, client));
  isRunning = false;
  assert.equal(await exit, [0, null]);
  const begun = (/begun (.*)\n/.exec(said)?.[1] ?? "").split(",");
  assert.ok(begun.length >= 100);
  assert.is(new Set(begun).size, begun.length);
  for (const id of begun) assert.is(answered.get(id), `did ${id}`);
});

test.run();
