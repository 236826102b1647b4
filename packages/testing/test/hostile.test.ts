/** Bodies and strategies that do what they should not: each gives a clear error or the right result, and the next simulation runs. */
import { sleep, yieldNow } from "@mailslot/core";
import { type Chooser, explore, FoundError, type ScheduleStrategy, simulate } from "@mailslot/testing";
import { test } from "uvu";
import * as assert from "uvu/assert";

type Failure = { readonly error: unknown } | null;

async function failureOf(running: () => Promise<unknown>): Promise<Failure> {
  try {
    await running();
    return null;
  } catch (error) {
    return { error };
  } finally {
    assert.is(await simulate(({ now }) => now()), 0); // the next one runs
  }
}

async function messageOf(running: () => Promise<unknown>): Promise<string> {
  const failure = await failureOf(running);
  assert.ok(failure !== null && failure.error instanceof Error);
  return (failure.error as Error).message.split("\n")[0] ?? "";
}

const revoked = Proxy.revocable({}, {});
revoked.revoke();
const trap = new Proxy(
  {},
  {
    get() {
      throw new Error("trap");
    },
  },
);

const THROWN: readonly [string, unknown][] = [
  ["a text", "text"],
  ["null", null],
  ["undefined", undefined],
  ["0", 0],
  ["a symbol", Symbol("s")],
  ["an object without prototype", Object.create(null)],
  ["a proxy that was revoked", revoked.proxy],
  ["a proxy that throws", trap],
];

for (const [what, value] of THROWN)
  test(`a body that throws ${what} fails with it, and its exploration says so`, async () => {
    const body = (): void => {
      throw value;
    };
    const failure = await failureOf(() => simulate(body));
    assert.ok(failure !== null && Object.is(failure.error, value));
    const found = (await failureOf(() => explore({ runs: 2 }, body)))?.error as FoundError;
    assert.ok(found instanceof FoundError);
    assert.ok(Object.is(found.cause, value));
  });

test("a body that settles twice has settled once", async () => {
  const settling = (after: (ok: (value: number) => void, no: (error: Error) => void) => void) =>
    simulate(() => ({ then: after }) as PromiseLike<number>);
  assert.is(
    await settling((ok) => {
      ok(1);
      ok(2);
    }),
    1,
  );
  assert.is(
    await settling((ok, no) => {
      ok(1);
      no(new Error("late"));
    }),
    1,
  );
  assert.is(
    await messageOf(() =>
      settling((ok, no) => {
        no(new Error("first"));
        ok(1);
      }),
    ),
    "first",
  );
});

const ENDLESS: readonly [string, () => unknown][] = [
  [
    "sleeps again and again",
    function* () {
      for (;;) yield* sleep(1);
    },
  ],
  [
    "starts one timer of the platform after the other",
    () =>
      new Promise(() => {
        const again = (): void => void setTimeout(again, 1);
        again();
      }),
  ],
  ["has an interval that nothing stops", () => new Promise(() => setInterval(() => {}, 1))],
  [
    "gives way again and again",
    function* () {
      for (;;) yield* yieldNow();
    },
  ],
];

for (const [what, body] of ENDLESS)
  test(`a body that ${what} is found to be endless, in one run and in many`, async () => {
    assert.match(
      await messageOf(() => explore({ runs: 1, maxSteps: 500, shorten: 0 }, body)),
      /does not come to an end/,
    );
  });

test("simulations within simulations are refused, those at once run one after the other", async () => {
  const nested = /^simulate\(\) was called inside a simulation/;
  assert.match(await messageOf(() => simulate(() => explore({ runs: 1 }, () => {}))), nested);
  assert.match(await messageOf(() => explore({ runs: 1 }, () => simulate(() => {}))), nested);
  const late = (): Promise<unknown> =>
    simulate(() => new Promise((done, fail) => setTimeout(() => simulate(() => {}).then(done, fail), 5)));
  assert.match(await messageOf(late), nested);
  const log: string[] = [];
  const logging = (name: string, ms: number) => async (): Promise<void> => {
    log.push(`${name} begins`);
    await sleep(ms);
    log.push(`${name} ends`);
  };
  await Promise.all([simulate(logging("a", 10)), explore({ runs: 1 }, logging("b", 5)), simulate(logging("c", 1))]);
  for (const name of ["a", "b", "c"]) assert.is(log.indexOf(`${name} ends`), log.indexOf(`${name} begins`) + 1);
});

const NUMBERS: readonly [() => Promise<unknown>, RegExp][] = [
  [
    () => explore({ runs: Number.NaN }, () => {}),
    /^the number of runs of explore\(\) is NaN: give a whole number from 1$/,
  ],
  [() => explore({ runs: "10" as never }, () => {}), /^the number of runs of explore\(\) is "10": give/],
  [() => explore({ seed: 1.5 }, () => {}), /^the seed of a simulation is 1\.5: give a whole number from 0$/],
  [() => explore({ seed: "1" as never }, () => {}), /^the seed of a simulation is "1": give/],
  [() => simulate({ seed: 1n as never }, () => {}), /^the seed of a simulation is 1n: give/],
  [() => simulate({ seed: -1 }, () => {}), /^the seed of a simulation is -1: give/],
];

test("numbers that make no sense are refused, and a billion runs end at the first failure", async () => {
  for (const [wrong, message] of NUMBERS) assert.match(await messageOf(wrong), message);
  const found = await messageOf(() =>
    explore({ runs: 1e9 }, () => {
      throw new Error("at once");
    }),
  );
  assert.is(found, "at once");
});

function strategy(choose: () => unknown): ScheduleStrategy {
  return { name: "mine", begin: () => ({ choose }) as Chooser };
}

const STRATEGIES: readonly [string, ScheduleStrategy, RegExp][] = [
  [
    "throws when it begins",
    {
      name: "mine",
      begin() {
        throw new Error("boom");
      },
    },
    /^boom$/,
  ],
  [
    "begins with what cannot choose",
    { name: "mine", begin: () => 5 as never },
    /^what begin\(\) of a strategy returns is 5: give a chooser, or null$/,
  ],
  [
    "throws when it chooses",
    strategy(() => {
      throw new Error("boom");
    }),
    /^boom$/,
  ],
  [
    "chooses a task that is not there",
    strategy(() => 99),
    /^what the strategy mine has chosen is 99: give an index below 1, or -1$/,
  ],
  ["chooses no number", strategy(() => Number.NaN), /^what the strategy mine has chosen is NaN: give/],
  ["chooses a text", strategy(() => "0"), /^what the strategy mine has chosen is "0": give/],
];

for (const [what, mine, message] of STRATEGIES)
  test(`a strategy that ${what}: that is the failure, not one of the program`, async () => {
    const body = function* () {
      yield* yieldNow();
    };
    assert.match(await messageOf(() => explore({ runs: 2, strategy: mine }, body)), message);
  });

test.run();
