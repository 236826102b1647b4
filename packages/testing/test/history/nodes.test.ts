/** Histories of asks across nodes whose connections are cut, late and dropped: what was rejected was not done, what is unknown at most once. */
import {
  createRegistry,
  defineActor,
  type RefOf,
  type Registry,
  RejectedError,
  UnknownOutcomeError,
} from "@mailslot/actor";
import { go, type Steps, yieldNow } from "@mailslot/core";
import { memoryNodes } from "@mailslot/remote";
import {
  type Call,
  disturbance,
  explore,
  FoundError,
  isLinearizable,
  type Model,
  type Simulation,
  simulate,
} from "@mailslot/testing";
import { test } from "uvu";
import * as assert from "uvu/assert";

type Access = { readonly add: number } | "read";

const sum: Model<number, Access, number> = {
  initial: 0,
  step: (value, input) => (input === "read" ? [value, value] : [value + input.add, value + input.add]),
};

/** The names of node c. */
let names: Registry<string> = createRegistry<string>();

const Cell = defineActor("cell", {
  state: () => ({ value: 0 }),
  started: (ctx) => void names.register("cell", ctx.self),
  receive: {
    *add(ctx, n: number): Steps<number> {
      yield* yieldNow();
      ctx.state.value += n;
      return ctx.state.value;
    },
    read: (ctx) => ctx.state.value,
  },
});
type CellRef = RefOf<typeof Cell>;

/** Gives away, on node c, what is registered there. */
const Finder = defineActor("finder", { receive: { find: () => names.whereIs("cell") as CellRef } });

interface Seen {
  readonly calls: Call<Access, number>[];
  readonly rejected: number;
  readonly unknown: number;
}

/** Two clients of a cell on node c, each on a node of its own, whose connections are disturbed. */
function* using({ inject, rest }: Simulation, asksAgain: boolean): Steps<Seen> {
  names = createRegistry<string>();
  const nodes = memoryNodes(["a", "b", "c"], { definitions: [Cell, Finder], delay: 5 });
  const ofA = yield* nodes.peer("a", "c").spawn(Cell);
  const ofB = yield* (yield* nodes.peer("b", "c").spawn(Finder)).ask.find();
  inject(disturbance(nodes, { times: 2, every: 20, lasting: 15 }), { within: 30 });
  const calls: Call<Access, number>[] = [];
  let [events, rejected, unknown] = [0, 0, 0];
  const client = (process: string, ref: CellRef, other: CellRef, numbers: readonly number[]) =>
    go(function* () {
      for (const add of numbers) {
        const call = { process, began: events++, input: { add } };
        try {
          const output = yield* ref.ask.add(add);
          calls.push({ ...call, output, returned: events++ });
        } catch (error) {
          if (error instanceof RejectedError) {
            rejected++; // it has not been done: as if it had not been called
            continue;
          }
          if (!(error instanceof UnknownOutcomeError)) throw error;
          unknown++;
          if (!asksAgain) calls.push({ ...call, returned: Number.POSITIVE_INFINITY });
          else calls.push({ ...call, output: yield* other.ask.add(add), returned: events++ });
        }
      }
    });
  const clients = [client("ann", ofA, ofB, [1, 2, 3]), client("bob", ofB, ofA, [10, 20, 30])];
  for (const each of clients) {
    try {
      yield* each;
    } catch (error) {
      if (!(error instanceof RejectedError)) throw error; // the other way was dropped as well
    }
  }
  yield* rest();
  const read = { process: "home", began: events++, input: "read" } as const;
  const output = yield* (names.whereIs("cell") as CellRef).ask.read();
  calls.push({ ...read, output, returned: events++ });
  nodes.kill("c");
  return { calls, rejected, unknown };
}

test("asks of an actor elsewhere take place at most once, one after the other, whatever happens to the connections", async () => {
  await explore({ runs: 300 }, function* (simulation) {
    const { calls } = yield* using(simulation, false);
    assert.ok(isLinearizable(calls, sum), JSON.stringify(calls));
  });
});

test("among such runs are asks that were rejected, and some whose outcome is unknown", async () => {
  let [rejected, unknown] = [0, 0];
  for (let seed = 1; seed <= 60; seed++) {
    const seen = await simulate({ seed }, (simulation: Simulation) => using(simulation, false));
    rejected += seen.rejected;
    unknown += seen.unknown;
  }
  assert.ok(rejected > 0 && unknown > 0, `${rejected} rejected, ${unknown} unknown`);
});

test("a client that asks again although the outcome is unknown is found", async () => {
  const found = await explore({ runs: 1_000, shorten: 20 }, function* (simulation) {
    const { calls } = yield* using(simulation, true);
    assert.ok(isLinearizable(calls, sum), "a call took place twice");
  }).then(
    () => null,
    (error: unknown) => error,
  );
  assert.instance(found, FoundError);
  assert.match((found as FoundError).message, "a call took place twice");
});

test.run();
