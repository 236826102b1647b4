// runs under Node alone: it starts processes that import the package
/** Fake timers of a test runner, installed before the import or after it, and taken away again. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const fakes = suite("fake timers");
const run = promisify(execFile);

/** Fakes as `@sinonjs/fake-timers` installs them, which Vitest, Jest and Sinon use. */
const INSTALL = `
const names = ["setTimeout", "clearTimeout", "setInterval", "setImmediate", "MessageChannel", "performance", "Date"];
const clock = {};
function install() {
  performance.now = () => 0; // an own one, over that of the prototype
  for (const name of names) {
    clock["_" + name] = globalThis[name];
    const fake = name === "performance" ? { now: () => 1 } : Object.assign(function () { return 1 }, { clock });
    Object.defineProperty(globalThis, name, { value: fake, configurable: true, writable: true });
  }
}
function remove() {
  delete clock._performance.now;
  for (const name of names) Object.defineProperty(globalThis, name, { value: clock["_" + name], configurable: true, writable: true });
}
`;
const USE = `
const { go, sleep, interval, timeout, channel, deadline, defaultScheduler } = await import("@mailslot/core");
const program = () => go(function* () {
  const start = defaultScheduler().loop.now();
  yield* sleep(20);
  yield* interval(5);
  try { yield* timeout(channel().recv(), 5) } catch (error) { return [error.code, defaultScheduler().loop.now() - start >= 30] }
});
`;

async function result(program: string): Promise<unknown> {
  const condition = process.execArgv.includes("--conditions=development") ? ["--conditions=development"] : [];
  const args = [...condition, "--input-type=module", "-e", program];
  const { stdout } = await run(process.execPath, args, { timeout: 20_000, cwd: import.meta.dirname });
  return JSON.parse(stdout);
}

const orders: Record<string, string> = {
  "installed and removed before the import": `install(); remove(); ${USE} const done = await program();`,
  "installed before the import and removed after it": `install(); ${USE} remove(); const done = await program();`,
  "installed before the import and never removed": `install(); ${USE} const done = await program();`,
  "installed and removed after the import": `${USE} install(); remove(); const done = await program();`,
  "there while tasks sleep": `${USE} const task = program(); install(); await sleep(1); remove(); const done = await task;`,
};

for (const [order, program] of Object.entries(orders)) {
  fakes(`${order} leave the default scheduler working`, async () => {
    assert.equal(await result(`${INSTALL} ${program} console.log(JSON.stringify(done))`), [
      "ERR_MAILSLOT_TIMEOUT",
      true,
    ]);
  });
}

/** Those of `node:test`, which replace timers of the globals and of `node:timers`. */
const MOCK = `import { mock } from "node:test";
const install = () => mock.timers.enable({ apis: ["setTimeout", "setInterval", "setImmediate", "Date"] });
const remove = () => mock.timers.reset();
`;

// It keeps the real ones where nobody finds them: those that are there at the import must be taken away before.
const seen = Object.entries(orders).filter(([order]) => !order.startsWith("installed before the import"));

for (const [order, program] of seen) {
  fakes(`timers mocked by node:test, ${order}, leave the default scheduler working`, async () => {
    assert.equal(await result(`${MOCK} ${program} console.log(JSON.stringify(done))`), ["ERR_MAILSLOT_TIMEOUT", true]);
  });
}

fakes("a time of day that jumps changes nothing", async () => {
  const program = `${USE} const task = program();
    const real = Date.now; Date.now = () => real() - 1e12; await sleep(1); Date.now = () => real() + 1e12;
    const done = await task;`;
  assert.equal(await result(`${program} console.log(JSON.stringify(done))`), ["ERR_MAILSLOT_TIMEOUT", true]);
});

fakes.run();
