/** Waiting for idleness does not keep a program alive, and comes to its end while something else does. */
import { runProgram } from "@mailslot/test-support/program";
import { test } from "uvu";
import * as assert from "uvu/assert";

const PROGRAM = `
  import { defineActor, exitOf, idleFor, keyed, spawn } from "@mailslot/actor";
  const Counter = defineActor("counter", {
    receive: { next: (ctx) => 1, wait: (ctx, ms) => ctx.tellAfter(idleFor(ms), "end"), end: (ctx) => ctx.stop({ shutdown: "idle" }) },
    stopped: () => console.log("ended"),
  });
`;

test("a program whose keyed actors and idle timers wait ends at once", () => {
  const { code, stdout, stderr } = runProgram(`${PROGRAM}
    const counters = keyed(Counter, () => [], { idle: 600_000 });
    spawn(Counter).tell.wait(2 ** 40);
    console.log(await counters.of("a").ask.next());
  `);
  assert.equal([code, stdout, stderr], [0, "1\n", ""]);
});

test("while something keeps it alive, they come to their end", () => {
  const { code, stdout, stderr } = runProgram(`${PROGRAM}
    const alive = setInterval(() => {}, 1_000);
    const counters = keyed(Counter, () => [], { idle: 5 });
    await counters.of("a").ask.next();
    const counter = spawn(Counter);
    counter.tell.wait(5);
    console.log(await exitOf(counter));
    while (counters.size > 0) await new Promise((resolve) => setTimeout(resolve, 1));
    clearInterval(alive);
  `);
  assert.equal([code, stderr, stdout.split("\n").sort()], [0, "", ["", "ended", "ended", "{ shutdown: 'idle' }"]]);
});

test.run();
