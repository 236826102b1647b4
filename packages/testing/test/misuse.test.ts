/** Wrong uses, as a newcomer makes them: each is refused with what was given and what to give. */
import { channel, sleep } from "@mailslot/core";
import { explore, pct, probe, recordHistory, type Simulation, simulate } from "@mailslot/testing";
import { test } from "uvu";
import * as assert from "uvu/assert";

type Wrong = (...given: readonly unknown[]) => unknown;

async function refusal(use: () => unknown): Promise<string> {
  return await new Promise((done) => done(use())).then(
    () => "it was not refused",
    (error: Error) => error.message,
  );
}

const cases: readonly [what: string, use: () => unknown, message: RegExp][] = [
  [
    "options without a body",
    () => (simulate as Wrong)({ seed: 1 }),
    /^the body given to simulate\(\) is .*options come before it$/,
  ],
  [
    "a generator in place of its function",
    () => (simulate as Wrong)([].values()),
    /^the body given to simulate\(\) is \[object Array Iterator\]: give a function/,
  ],
  ["null for options", () => (simulate as Wrong)(null, () => {}), /^the argument of simulate\(\) for options is null/],
  [
    "a number of runs for options",
    () => (explore as Wrong)(100, () => {}),
    /^the argument of explore\(\) for options is 100: give an object/,
  ],
  [
    "no runs",
    () => explore({ runs: 0 }, () => {}),
    /^the number of runs of explore\(\) is 0: give a whole number from 1$/,
  ],
  [
    "a strategy that was not called",
    () => explore({ strategy: pct as never }, () => {}),
    /^the strategy of explore\(\) is function pct: give randomWalk\(\), pct\(\)/,
  ],
  [
    "a replay that no failure printed",
    () => simulate({ replay: "schedule 2" }, () => {}),
    /^the replay is "schedule 2": give what a failure has printed/,
  ],
  [
    "a simulation in a simulation",
    () => simulate(() => simulate(() => {})),
    /^simulate\(\) was called inside a simulation/,
  ],
  [
    "a simulation in a simulation, after an await",
    () =>
      simulate(async () => {
        await null;
        await simulate(() => {});
      }),
    /^simulate\(\) was called inside a simulation/,
  ],
  [
    "an expectation without a wait",
    () => simulate(({ eventually }) => void eventually(() => 1 > 2)),
    /^eventually 1 ?> ?2: the body has ended, and nothing has waited for that: write "yield\*" or "await"/,
  ],
  [
    "a value in place of a predicate",
    () => simulate(({ never }) => (never as Wrong)(true)),
    /^what never\(\) is to look at is true: give a function/,
  ],
  [
    "a promise to own",
    () => simulate(({ own }) => (own as Wrong)(Promise.resolve())),
    /^what own\(\) is given is \[object Promise\]: give an actor or a task$/,
  ],
  [
    "a function for a fault",
    () => simulate(({ inject }) => (inject as Wrong)(() => {})),
    /^the fault given to inject\(\) is .*: give crash\(…\)/,
  ],
  [
    "a message in place of a predicate",
    () => simulate(() => (probe("wall").expect as Wrong)("hello")),
    /^what expect\(\) of wall is to look at is "hello": give a function/,
  ],
  [
    "a history without a model",
    () => (recordHistory().check as Wrong)(),
    /^the model of a history is undefined: give \{ initial, step \}$/,
  ],
  [
    "a step that returns a state alone",
    () => historyOfOne().check({ initial: 0, step: (() => 5) as never }),
    /^what step\(\) of a model returns is 5: give \[state, output\], or null$/,
  ],
  [
    "a step that changes its state",
    () => historyOfOne().check({ initial: [] as number[], step: (state) => [push(state, 1), null] }),
    /^the state of a model is \[object Array\]: give a new state/,
  ],
  [
    "a call that returns twice",
    () => returnTwice(),
    /^the result of "add", called by ann, is null: give one result: it has returned$/,
  ],
];

function historyOfOne() {
  const history = recordHistory<string, null>();
  history.begin("ann", "add")(null);
  return history;
}

function push<T>(list: T[], item: T): T[] {
  list.push(item);
  return list;
}

function returnTwice(): void {
  const returns = recordHistory<string, null>().begin("ann", "add");
  returns(null);
  returns(null);
}

for (const [what, use, message] of cases)
  test(`${what}: refused`, async () => {
    assert.match(await refusal(use), message);
  });

test("what is left of a simulation that has ended is refused", async () => {
  const kept: Simulation[] = [];
  await simulate((simulation) => void kept.push(simulation));
  assert.match(await refusal(() => kept[0]?.rest()), /^a rest: the simulation has ended$/);
});

test("a probe that nobody waits on is a leak that says so", async () => {
  const text = await refusal(() => simulate(() => void probe("wall").expect()));
  assert.match(text, /has left 1 task.*\n {2}expect of wall is runnable|expect of wall waits for/s);
});

test("a sleep that nobody waits for does nothing, and does not fail", async () => {
  await simulate(function* () {
    sleep(1_000);
    channel().recv();
    yield* sleep(1);
  });
});

test.run();
