// watchdog: 120 s
// runs under Node alone: ESLint does.
/** What the rules find, and what they leave alone. */
import type { Linter } from "eslint";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { alarmsIn, fixed } from "./lint.js";

const within = (kind: "function*" | "async function" | "function", body: string): string =>
  `export ${kind} body(): ${kind === "function" ? "void" : kind === "function*" ? "Steps<unknown>" : "Promise<unknown>"} { ${body} }`;

const inSteps = (body: string): string => within("function*", body);

const FLOATING: readonly (readonly [sentence: string, program: string, alarm: RegExp])[] = [
  ["a sleep", inSteps("sleep(10);"), /^sleep\(10\) makes an operation .*: write yield\* before it\.$/],
  ["a sleep in an async function", within("async function", "sleep(10); return 0;"), /write await before it/],
  ["a sleep in a function that cannot wait", within("function", "sleep(10);"), /write yield\* before it/],
  ["a sleep at the top", "sleep(10);", /write await before it/],
  ["a receive", inSteps("numbers.recv();"), /^numbers\.recv\(\) makes/],
  ["a permit", inSteps("semaphore(1).acquire();"), /acquire\(\) makes/],
  ["a time limit", inSteps("timeout(numbers.send(1), 10);"), /^timeout\(/],
  ["a select", inSteps("select({ numbers });"), /^select\(/],
  ["a scope", inSteps("scope(() => undefined);"), /^scope\(/],
  ["steps that were called", inSteps("steps();"), /^steps\(\) makes steps that nobody runs/],
  ["an ask", inSteps("counter.ask.add(1);"), /^counter\.ask\.add\(1\) asks, and nobody waits/],
  ["an ask with options", inSteps("counter.askWith({ timeout: 1 }).add(1);"), /asks, and nobody waits/],
  ["an ask whose message was computed", inSteps('counter.ask["add"](1);'), /asks, and nobody waits/],
  ["one behind ?.", inSteps("(numbers as typeof numbers | undefined)?.recv();"), /recv\(\) makes/],
  ["one behind &&", inSteps("counter && numbers.recv();"), /recv\(\) makes/],
  ["one of two branches", inSteps("counter ? numbers.send(1) : numbers.recv();"), /^numbers\.recv\(\)/],
  [
    "an operation of the program's own",
    "export declare const mine: () => Operation<number>; mine();",
    /^mine\(\) makes/,
  ],
  [
    "a method of a class of steps",
    "export class A { *run(): Steps<void> { this.run(); } }",
    /^this\.run\(\) makes steps/,
  ],
];

for (const [sentence, program, alarm] of FLOATING) {
  test(`${sentence} that nobody waits for is found`, async () => {
    const alarms = await alarmsIn(program);
    assert.is(alarms.length, 1, alarms.join("\n"));
    assert.match(String(alarms[0]), alarm);
  });
}

const QUIET: readonly (readonly [sentence: string, program: string])[] = [
  ["a send, which acts when called", inSteps("numbers.send(1); oneshot<number>().send(1);")],
  ["a tell", inSteps('counter.tell.add(1); counter.tell["slow"]();')],
  ["a task that was begun", inSteps("go(steps); go(() => sleep(1)); spawn(Counter); createScheduler().go(steps);")],
  ["what is waited for", inSteps("yield* sleep(1); return yield* numbers.recv();")],
  ["what is awaited", within("async function", "await sleep(1); await counter.ask.add(1); return numbers.recv();")],
  ["what is kept", inSteps("const nap = sleep(1); yield* nap; void sleep(2);")],
  ["what is handed on", inSteps("yield* timeout(sleep(1), 2); Promise.resolve(sleep(1)).catch(String);")],
  [
    "promises, iterators and generators of others",
    "export function* other(): Generator<number> { yield 1; [1].values(); other(); }",
  ],
  [
    "any and unknown",
    // What is `any` could be an operation or not: no alarm.
    "export declare const loose: any; loose(); loose.recv(); export declare const x: () => unknown; x();",
  ],
  [
    "what was only handed back",
    inSteps(
      "const all = [sleep(1)]; all.pop(); new Map<number, Operation<void>>().get(1); Object.assign(sleep(1), { a: 1 });",
    ),
  ],
  ["a yield of something else", 'export function* other(): Generator<number | string> { yield 1; yield "a"; }'],
  [
    "an asynchronous generator that yields operations",
    "export async function* all(): AsyncGenerator<unknown> { yield { nap: sleep(1) }; }",
  ],
];

for (const [sentence, program] of QUIET) {
  test(`${sentence}: no alarm`, async () => {
    assert.equal(await alarmsIn(program), []);
  });
}

test("names of the program's own functions that act when called can be given", async () => {
  const program = "export declare const post: () => Operation<number>; post();";
  assert.is((await alarmsIn(program)).length, 1);
  const rules: Linter.RulesRecord = { "@mailslot/no-floating-operation": ["error", { acting: ["post"] }] };
  assert.equal(await alarmsIn(program, rules), []);
});

for (const [what, program, words] of [
  ["an operation", "const n = yield sleep(1); return n;", "the operation"],
  ["a task", "yield go(steps);", "the task"],
  ["steps", "yield steps();", "the steps"],
] as const) {
  test(`a yield of ${what} that lacks its star is found, and mended`, async () => {
    const body = `export function* body(): Generator<any, unknown, unknown> { ${program} }`;
    assert.equal(await alarmsIn(body), [`yield lacks its star: yield* waits for ${words}, and gives its result.`]);
    assert.is(await fixed(body), body.replace("yield ", "yield* "));
  });
}

test.run();
