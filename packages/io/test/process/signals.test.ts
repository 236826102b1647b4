// runs under Node alone: it needs signals.
/** Signals as a source. */
import { createScheduler, go, oneshot } from "@mailslot/core";
import { processSignals } from "@mailslot/io";
import { select } from "@mailslot/select";
import { runProgram } from "@mailslot/test-support/program";
import { rejection, thrown } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { eventually } from "../scratch.js";

const alive = setInterval(() => {}, 1_000); // waiting for a signal does not keep the process alive
test.after(() => clearInterval(alive));

const listeners = (): number => process.listenerCount("SIGUSR2") + process.listenerCount("SIGWINCH");

test("a signal comes to each wait; the process listens from the first wait to the close", async () => {
  const before = listeners();
  const some = processSignals("SIGUSR2", "SIGWINCH");
  assert.is(listeners(), before);
  const first = go(() => some.recv());
  assert.ok(await eventually(() => listeners() === before + 2));
  process.kill(process.pid, "SIGUSR2");
  assert.is(await first, "SIGUSR2");
  some.close();
  assert.is(listeners(), before);
  assert.is((await rejection(some.recv())).code, "ERR_MAILSLOT_CLOSED");
});

test("between waits one signal of each kind is kept, however often it came", async () => {
  using some = processSignals("SIGUSR2", "SIGWINCH");
  assert.is((await go(() => select({ some }, { otherwise: true }))).case, "otherwise");
  const first = go(() => some.recv());
  assert.ok(await eventually(() => first.status === "waiting")); // the select before has begun to listen already
  process.emit("SIGUSR2", "SIGUSR2");
  process.emit("SIGWINCH", "SIGWINCH");
  process.emit("SIGUSR2", "SIGUSR2");
  process.emit("SIGUSR2", "SIGUSR2");
  assert.is(await first, "SIGUSR2");
  assert.is(await some.recv(), "SIGWINCH");
  assert.is(await some.recv(), "SIGUSR2");
  assert.is((await go(() => select({ some }, { otherwise: true }))).case, "otherwise");
});

test("iteration ends with the close, and so does a wait", async () => {
  const some = processSignals("SIGUSR2");
  const seen = (async () => {
    const list: string[] = [];
    for await (const name of some) list.push(name);
    return list;
  })();
  const waiting = rejection(some.recv());
  assert.ok(await eventually(() => process.listenerCount("SIGUSR2") > 0));
  some.close();
  assert.equal(await seen, []);
  assert.is((await waiting).code, "ERR_MAILSLOT_CLOSED");
});

test("unknown signals, and those that no program is told of, are refused", () => {
  for (const name of ["SIGNOTHING", "SIGKILL", "SIGSTOP", "term", 15, "toString"]) {
    assert.is(thrown(() => processSignals(name as NodeJS.Signals)).code, "ERR_MAILSLOT_ARGUMENT");
  }
  assert.is(thrown(() => processSignals()).code, "ERR_MAILSLOT_ARGUMENT");
});

test("a task of another scheduler is told that they are not its own", async () => {
  using some = processSignals("SIGUSR2");
  const other = createScheduler({ name: "other" });
  assert.is((await rejection(other.go(() => some.recv()))).code, "ERR_MAILSLOT_TWO_SCHEDULERS");
});

test("SIGTERM ends a server in good order, and waiting for it does not keep a process alive", () => {
  const stops = `import { go, sleep } from "@mailslot/core";
    import { processSignals } from "@mailslot/io";
    const stop = processSignals("SIGTERM");
    const busy = setInterval(() => {}, 1000);
    go(function* () { console.log(yield* stop.recv()); clearInterval(busy); });
    go(function* () { yield* sleep(1); process.kill(process.pid, "SIGTERM"); });`;
  assert.equal(runProgram(stops), { code: 0, stdout: "SIGTERM\n", stderr: "" });
  const ends = `import { go } from "@mailslot/core";
    import { processSignals } from "@mailslot/io";
    go(() => processSignals("SIGTERM").recv());`;
  assert.equal(runProgram(ends), { code: 0, stdout: "", stderr: "" });
});

test("a signal is kept though it stands in a select beside a case that is always ready", async () => {
  using some = processSignals("SIGUSR2");
  const ready = oneshot<void>();
  ready.send();
  const seen = await go(function* busy() {
    for (let n = 0; ; n++) {
      const event = yield* select({ signal: some, ready }, { biased: true });
      if (n === 0) process.kill(process.pid, "SIGUSR2"); // this would end the process, if nothing listened
      if (n === 3 || event.case === "signal") return event.case;
    }
  });
  assert.is(seen, "ready");
  assert.is(await some.recv(), "SIGUSR2");
});

test("any number of sources hear a signal by one listener, and leave none", async () => {
  const warned: Error[] = [];
  const note = (warning: Error) => void warned.push(warning);
  process.on("warning", note);
  const before = process.listenerCount("SIGUSR2");
  const all = Array.from({ length: 12 }, () => processSignals("SIGUSR2"));
  const heard = all.map((each) => each.recv().then((name) => name));
  await new Promise<void>((turned) => setImmediate(turned));
  assert.is(process.listenerCount("SIGUSR2"), before + 1);
  process.kill(process.pid, "SIGUSR2");
  assert.equal(await Promise.all(heard), Array(12).fill("SIGUSR2"));
  all[0]?.close();
  assert.is(process.listenerCount("SIGUSR2"), before + 1);
  for (const each of all) each.close();
  assert.is(process.listenerCount("SIGUSR2"), before);
  assert.equal(warned, []);
  process.off("warning", note);
});

test.run();
