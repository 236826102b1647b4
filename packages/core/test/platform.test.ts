// runs under Node alone: it starts Node programs without what other platforms lack.
/** What the package needs of its platform. */

import { type Ended, runProgram } from "@mailslot/test-support/program";
import { test } from "uvu";
import * as assert from "uvu/assert";

/** Runs a program that has lost `names` before it loads the package; `exit` and `print` are kept for it. */
function runWithout(names: readonly string[], body: string): Ended {
  return runProgram(`
    const { exit, stdout } = globalThis.process;
    const print = (text) => stdout.write(text + "\\n");
    for (const name of ${JSON.stringify(names)}) delete globalThis[name];
    for (const name of ${JSON.stringify(names)}) if (name in globalThis) print(name + " is still there");
    const { channel, go, oneshot, sleep, scope, yieldNow } = await import("@mailslot/core");
    ${body}
  `);
}

const SMOKE = `
    const requests = channel();
    go(function* layout() {
      for (;;) { const { width, reply } = yield* requests.recv(); reply.send(width * 2); }
    });
    const script = go(function* script() {
      for (let n = 0; n < 1000; n++) {
        const answer = oneshot();
        requests.send({ width: n, reply: answer });
        yield* answer;
        yield* yieldNow();
      }
      yield* sleep(1);
      return yield* scope(function* (tasks) { return yield* tasks.go(async () => 42); });
    });
    print(String(await script));
    exit(0);
`;

// Not Buffer: Node 26 itself needs that global to make the event of a message.
const NODE_ONLY = ["process", "global", "setImmediate", "clearImmediate"];

test("it runs without process and setImmediate, polling through a MessageChannel", () => {
  const { stdout, stderr, code } = runWithout(NODE_ONLY, SMOKE);
  assert.is(stdout, "42\n");
  assert.is(stderr, "");
  assert.is(code, 0);
});

test("it runs where there is no MessageChannel either, polling through setTimeout", () => {
  const { stdout, stderr } = runWithout([...NODE_ONLY, "MessageChannel"], SMOKE);
  assert.is(stdout, "42\n");
  assert.is(stderr, "");
});

test("busy tasks leave timers their turn when they poll through a MessageChannel or setTimeout", () => {
  for (const missing of [NODE_ONLY, [...NODE_ONLY, "MessageChannel"]]) {
    const { stdout } = runWithout(
      missing,
      `
      const busy = go(function* () { for (;;) yield* yieldNow(); });
      await new Promise((resolve) => setTimeout(resolve, 1));
      await go(function* () { yield* sleep(1); });
      busy.cancel();
      print((await busy.outcome()).status);
      exit(0);
    `,
    );
    assert.is(stdout, "cancelled\n");
  }
});

test("a failure that nobody joins goes to reportError where there is one, as in browsers", () => {
  const { stdout } = runWithout(
    NODE_ONLY,
    `
    globalThis.reportError = (error) => { print(error.name + ": " + error.message); exit(0); };
    go(function* loader() { throw new Error("no"); });
    await new Promise(() => {});
  `,
  );
  assert.is(
    stdout,
    "UnhandledTaskError: task loader failed, and nobody waits for it: no. Join it, or set onUnhandled\n",
  );
});

test("loading it does nothing to the platform but enter its register of copies", () => {
  const { stdout } = runProgram(`
    const before = new Set(Reflect.ownKeys(globalThis));
    await import("@mailslot/core");
    console.log(Reflect.ownKeys(globalThis).filter((key) => !before.has(key)).map(String).join());
  `);
  assert.is(stdout, "Symbol(@mailslot/core/copies)\n");
});

test("a program that only loads it ends at once", () => {
  assert.is(runProgram(`import "@mailslot/core";`).code, 0);
});

test.run();
