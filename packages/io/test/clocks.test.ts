// runs under Node alone: it needs files and processes.
/** Fake timers and a fake time of day leave everything here as it is, while they are there and afterwards. */
import { appendFileSync, copyFileSync, mkdirSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { mock } from "node:test";
import { setImmediate as laterOn } from "node:timers/promises";
import { bindUdp, blocking, connect, follow, lines, listen, serveHttp, startProcess, watchFile } from "@mailslot/io";
import { runProgram } from "@mailslot/test-support/program";
import { rejection } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { scratch } from "./scratch.js";

const host = "127.0.0.1";
const folder = scratch();

/** Runs `body` under fakes; what is asked of the platform is the program's, what comes of it must not be. */
async function faked<T>(body: () => T | Promise<T>): Promise<T> {
  mock.timers.enable({ apis: ["setTimeout", "setInterval", "setImmediate", "Date"], now: 0 });
  try {
    return await body();
  } finally {
    mock.timers.reset();
  }
}

test("a function that blocks is run under fake timers, and after them", async () => {
  assert.is(await faked(() => blocking(() => 1)), 1);
  assert.is(await blocking(() => 2), 2);
});

test("one that was asked for under fake timers is run when they are gone", async () => {
  const call = await faked(() => {
    const asked = blocking(() => 3);
    return [asked.then((value) => value)];
  });
  assert.is(await call[0], 3);
});

test("a watch that was made under fake timers looks again and again", async () => {
  const inner = join(folder, "inner");
  mkdirSync(inner);
  const path = join(inner, "file");
  writeFileSync(path, "0");
  using watched = await faked(() => watchFile(path, { every: 5 }));
  renameSync(inner, `${inner}.old`);
  mkdirSync(inner);
  writeFileSync(path, "12");
  assert.is((await watched.recv()).size, 2);
  rmSync(inner, { recursive: true });
});

for (const [when, now] of Object.entries({ "of long ago": 0, "to come": 4e12 })) {
  test(`a copy that a truncation left is found, whether the time of day is one ${when}`, async () => {
    const path = join(folder, `log ${now}`);
    writeFileSync(path, "");
    mock.timers.enable({ apis: ["Date"], now });
    try {
      using followed = follow(path);
      const from = lines(followed);
      appendFileSync(path, "1\n");
      assert.is(await from.recv(), "1");
      appendFileSync(path, "2\n");
      copyFileSync(path, `${path}.1`);
      truncateSync(path);
      appendFileSync(path, "3\n");
      assert.equal([await from.recv(), await from.recv()], ["2", "3"]);
    } finally {
      mock.timers.reset();
    }
  });
}

test("idle times, times to answer within, graces and lingering pass under fake timers", async () => {
  await faked(async () => {
    const listener = await listen({ host, port: 0, idle: 10 });
    const client = await connect({ host, port: listener.port });
    assert.is((await rejection((await listener.accept()).read())).code, "ERR_MAILSLOT_TIMED_OUT");
    client.reset();
    listener.close();
    const server = await serveHttp({ host, port: 0, answerWithin: 8, linger: 10 });
    const silent = await connect({ host, port: server.port });
    silent.write("GET / HTTP/1.1\r\nHost: test\r\n\r\n");
    assert.match(String(await silent.read()), /^HTTP\/1\.1 500/);
    await server.close();
    silent.reset();
    const child = await startProcess(
      process.execPath,
      ["-e", "process.on('SIGTERM', () => {}); console.log(); setInterval(() => {}, 9)"],
      { grace: 10 },
    );
    await child.stdout.read();
    await child[Symbol.asyncDispose]();
    assert.is((await child.exit).signal, "SIGKILL");
    (await bindUdp({ host })).close();
  });
  await laterOn();
});

/** Fakes as `@sinonjs/fake-timers` installs them, which Vitest, Jest and Sinon use. */
const BEFORE = `
  const names = ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "setImmediate", "Date"];
  const clock = {};
  for (const name of names) {
    clock["_" + name] = globalThis[name];
    globalThis[name] = Object.assign(function () { return { unref() { return this } } }, { clock, now: () => 0 });
  }`;

test("fake timers that were there before the import are not used", () => {
  const program = `${BEFORE}
    import("@mailslot/io").then(async ({ blocking, watchFile }) => {
      const fs = await import("node:fs");
      const path = process.env.INNER + "/file";
      fs.mkdirSync(process.env.INNER);
      fs.writeFileSync(path, "0");
      const watched = watchFile(path, { every: 5 });
      fs.renameSync(process.env.INNER, process.env.INNER + ".old");
      fs.mkdirSync(process.env.INNER);
      fs.writeFileSync(path, "12");
      console.log(await blocking(() => 1), (await watched.recv()).size);
      process.exit();
    });`;
  process.env.INNER = join(folder, "before");
  const { code, stdout, stderr } = runProgram(program);
  assert.equal([code, stdout, stderr], [0, "1 2\n", ""]);
});

test.run();
