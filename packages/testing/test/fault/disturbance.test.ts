/** The disturbance of a network: what it does, to which connection, when and for how long; on one that notes what it is told. */
import { sleep } from "@mailslot/core";
import {
  type DisturbanceOptions,
  type DisturbedNetwork,
  disturbance,
  type NetworkFault,
  simulate,
} from "@mailslot/testing";
import { test } from "uvu";
import * as assert from "uvu/assert";

type Noted = readonly [at: number, what: string];

/** Disturbs a network of so many links, and returns what they were told. */
async function notesOf(options: DisturbanceOptions, { seed = 1, links = 1, until = 60_000 } = {}): Promise<Noted[]> {
  const notes: Noted[] = [];
  await simulate({ seed }, function* ({ inject, scheduler }) {
    const note = (what: string): void => void notes.push([scheduler.loop.now(), what]);
    const network: DisturbedNetwork = {
      links: Array.from({ length: links }, (_, n) => ({
        cut: () => note(`cut ${n}`),
        heal: () => note(`heal ${n}`),
        reset: () => note(`reset ${n}`),
        delay: (ms) => note(`delay ${n} ${ms > 0 && ms <= 500}`),
        slow: (bytes) => note(`slow ${n} ${bytes > 0 && bytes <= 1_000}`),
        resetAfter: (bytes) => note(`break ${n} ${bytes >= 0 && bytes < 500}`),
      })),
      refuse: (on) => note(`refuse ${on}`),
    };
    inject(disturbance(network, options), { after: 10 });
    yield* sleep(until);
  });
  return notes;
}

const KINDS: readonly [kind: NetworkFault, told: readonly string[]][] = [
  ["reset", ["reset 0"]],
  ["break", ["break 0 true"]],
  ["cut", ["cut 0", "heal 0"]],
  ["delay", ["delay 0 true", "heal 0"]],
  ["slow", ["slow 0 true", "heal 0"]],
  ["refuse", ["refuse true", "refuse false"]],
];

for (const [kind, told] of KINDS)
  test(`${kind}: ${told.length === 1 ? "once" : "for a while, and then no longer"}`, async () => {
    const notes = await notesOf({ kinds: [kind], lasting: 300 });
    assert.equal(
      notes.map(([, what]) => what),
      told,
    );
    assert.is(notes[0]?.[0], 10);
    const [end] = notes[1] ?? [0];
    assert.ok(end <= 310, String(end));
  });

test("without kinds all of them happen, each a time apart", async () => {
  const notes = await notesOf({ times: 200, every: 100, lasting: 0 }, { links: 3 });
  for (const [kind] of KINDS)
    assert.ok(
      notes.some(([, what]) => what.startsWith(kind)),
      kind,
    );
  for (const link of ["0", "1", "2"]) assert.ok(notes.some(([, what]) => what === `reset ${link}`));
  const begins = notes.filter(([, what]) => !/heal|false/.test(what)).map(([at]) => at);
  assert.is(begins.length, 200);
  for (const [n, at] of begins.entries()) assert.ok(at - (begins[n - 1] ?? at) <= 100);
});

test("a seed gives the same disturbances, another one others", async () => {
  const run = (seed: number): Promise<Noted[]> => notesOf({ times: 5 }, { seed, links: 4 });
  assert.equal(await run(7), await run(7));
  assert.not.equal(await run(7), await run(8));
});

test("a network without a connection is left alone, except that new ones are refused", async () => {
  assert.equal(await notesOf({ kinds: ["reset", "cut", "slow"], times: 20 }, { links: 0 }), []);
  assert.is((await notesOf({ kinds: ["refuse"] }, { links: 0 })).length, 2);
});

test("what lasts is over when the body ends", async () => {
  const notes = await notesOf({ kinds: ["cut"], times: 1, lasting: 1_000_000_000 }, { until: 20 });
  assert.equal(notes, [
    [10, "cut 0"],
    [20, "heal 0"],
  ]);
});

test("options that make no sense are refused where they are given", () => {
  const network: DisturbedNetwork = { links: [] };
  const wrongs: readonly [() => unknown, RegExp][] = [
    [
      () => disturbance(null as never),
      /^the list of links of the network given to disturbance\(\) is undefined: give memoryNetwork\(\) or/,
    ],
    [() => disturbance(network, { kinds: [] }), /^the kinds of a disturbance is .*: give some of reset, break, cut/],
    [() => disturbance(network, { kinds: ["crash" as "cut"] }), /^the kinds of a disturbance is "crash": give some of/],
    [() => disturbance(network, { times: 0 }), /^the times of a disturbance is 0: give a whole number from 1$/],
    [() => disturbance(network, { every: -1 }), /^every of a disturbance is -1: give a whole number from 0$/],
    [() => disturbance(network, { lasting: 0.5 }), /^lasting of a disturbance is 0\.5: give a whole number from 0$/],
  ];
  for (const [wrong, message] of wrongs) assert.throws(wrong, message);
});

test.run();
