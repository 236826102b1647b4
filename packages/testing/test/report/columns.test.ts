/** The report of a failure draws what happened as columns, one for each task, whatever the tasks are called. */
import { channel, go, type Steps, yieldNow } from "@mailslot/core";
import { explore, type FoundError } from "@mailslot/testing";
import { test } from "uvu";
import * as assert from "uvu/assert";

/** Returns what is drawn of tasks of these names, each of which sends once; all lines below the head. */
async function drawn(names: readonly string[], steps = 0): Promise<string[]> {
  const found = await explore({ runs: 1, shorten: 0 }, function* body(): Steps<void> {
    const done = channel<string>({ name: "done", capacity: names.length });
    const tasks = names.map((name) =>
      go(
        function* () {
          for (let n = 0; n < steps; n++) yield* yieldNow();
          yield* done.send(name);
        },
        { name },
      ),
    );
    for (const task of tasks) yield* task;
    throw new Error("found");
  }).then(
    () => assert.unreachable("nothing failed"),
    (error) => error as FoundError,
  );
  return (found as FoundError).message.split("\n\n")[1]?.split("\n") ?? [];
}

/** Returns where columns begin in a line, by what a terminal draws: letters of East Asia and emoji take two. */
function startsOf(line: string): number[] {
  const starts: number[] = [];
  let [at, gap] = [0, 2];
  for (const { segment } of new Intl.Segmenter().segment(line)) {
    if (segment !== " " && gap > 1) starts.push(at);
    gap = segment === " " ? gap + 1 : 0;
    at += /[\u3040-\u9FFF]|\p{Emoji_Presentation}/u.test(segment) ? 2 : 1;
  }
  return starts;
}

function aligned(lines: readonly string[]): void {
  const [head = "", ...rows] = lines.filter((line) => !/not drawn/.test(line));
  const [, ...columns] = startsOf(head);
  for (const row of rows) {
    const starts = startsOf(row).slice(/^ +\d+ ms/.test(row) ? 1 : 0);
    assert.equal(starts, columns, `${head}\n${row}`);
  }
}

test("a column for each task, under its name, and the time at the left where it changes", async () => {
  const lines = await drawn(["ann", "bob"]);
  assert.match(lines[0] ?? "", /^ +time {2}body +ann +bob$|^ +time {2}body +bob +ann$/);
  assert.is(lines.filter((line) => / 0 ms /.test(line)).length, 1);
  assert.is(lines.filter((line) => /send → channel done|send → /.test(line)).length, 2);
  aligned(lines);
});

test("letters of two columns, emoji and marks do not shift a column", async () => {
  const lines = await drawn(["作業員", "👩‍👩‍👧 family", "ünïcödé e\u0301", "plain"]);
  assert.ok(lines[0]?.includes("作業員") && lines[0].includes("👩‍👩‍👧 family"), lines[0]);
  aligned(lines);
});

test("names too long are cut in the middle, so that their ends tell them apart", async () => {
  const lines = await drawn([1, 2, 3].map((n) => `worker of the department for shipping and returns ${n}`));
  for (const n of [1, 2, 3]) assert.match(lines[0] ?? "", new RegExp(`worker of the [^ ]*…[^…]*returns ${n}( |$)`));
  aligned(lines);
  const wide = await drawn(["作業員".repeat(20), "短"]);
  assert.match(wide[0] ?? "", /作業員作.*….*作業員/);
  aligned(wide);
});

test("a name with line breaks stays on its line", async () => {
  const lines = await drawn(["two\nlines", "tab\there"]);
  assert.match(lines[0] ?? "", /two lines/);
  assert.match(lines[0] ?? "", /tab here/);
  aligned(lines);
});

test("of many tasks those that ran last are drawn, and it is said how many are not", async () => {
  const lines = await drawn(Array.from({ length: 40 }, (_, n) => `task ${n}`));
  aligned(lines);
  assert.is(startsOf(lines[0] ?? "").length, 7);
  assert.match(lines.at(-1) ?? "", /^ {2}\d+ events are not drawn, those of 35 other tasks among them$/);
  assert.ok(lines.every((line) => line.length < 180));
});

test("of many events the last are drawn, and it is said how many are not", async () => {
  const lines = await drawn(["busy"], 500);
  assert.is(lines.length, 62);
  assert.match(lines.at(-1) ?? "", /^ {2}\d+ events are not drawn$/);
});

test.run();
