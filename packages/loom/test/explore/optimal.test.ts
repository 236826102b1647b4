// watchdog: 300 s
/**
 * The published counts of executions of optimal dynamic partial-order reduction (Abdulla, Aronis, Jonsson, Sagonas 2014),
 * for the programs of that paper, and that no schedule is given up.
 */

import { explore, join, spawn } from "@mailslot/loom";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { words } from "../outcomes.js";

const optimal = suite("optimal");

/** One writer and `n` readers of one word: each reader is before or after the write. */
function readers(n: number): () => void {
  return () => {
    const word = words(1);
    const read = () => void Atomics.load(word, 0);
    join(
      spawn(() => void Atomics.store(word, 0, 1)),
      ...Array.from({ length: n }, () => spawn(read)),
    );
  };
}

/** `n` threads that each set a word to one more than the word before it, and one that looks for the last zero. */
function lastZero(n: number): () => void {
  return () => {
    const array = words(n + 1);
    const search = () => {
      let at = n;
      while (Atomics.load(array, at) !== 0) at--;
    };
    const set = (at: number) => () => void Atomics.store(array, at, Atomics.load(array, at - 1) + 1);
    join(spawn(search), ...Array.from({ length: n }, (_, i) => spawn(set(i + 1))));
  };
}

/** `n` threads that enter four values each into one hash table; from the twelfth thread on, some collide. */
function indexer(n: number): () => void {
  return () => {
    const table = words(128);
    const enter = (id: number) => () => {
      for (let nth = 1; nth <= 4; nth++) {
        const value = nth * 11 + id;
        let at = (value * 7) % 128;
        while (Atomics.compareExchange(table, at, 0, value) !== 0) at = (at + 1) % 128;
      }
    };
    join(...Array.from({ length: n }, (_, id) => spawn(enter(id))));
  };
}

/** Explores a model completely; returns how many schedules were executed and how many were given up. */
function countsOf(body: () => void): [executions: number, redundant: number] {
  const report = explore(body, { maxSeconds: 600 });
  assert.is(report.verdict, "passed");
  return [report.executions, report.redundant];
}

for (const n of [1, 2, 5, 10]) {
  optimal(`readers(${n}) takes 2^${n} executions`, () => {
    assert.equal(countsOf(readers(n)), [2 ** n, 0]);
  });
}

for (const n of [1, 2, 3, 4]) {
  optimal(`lastzero(${n}) takes as many executions as brute force finds orders of dependent steps`, () => {
    assert.equal(countsOf(lastZero(n)), [lastZeroByForce(n), 0]);
  });
}

for (const n of [5, 8, 15]) {
  optimal(`lastzero(${n}) takes (n + 3) * 2^(n - 2) executions`, () => {
    assert.equal(countsOf(lastZero(n)), [(n + 3) * 2 ** (n - 2), 0]);
  });
}

const INDEXER: readonly (readonly [threads: number, executions: number])[] = [
  [2, 1],
  [11, 1],
  [12, 8],
  [13, 64],
  [14, 512],
  [15, 4_096],
];

for (const [n, executions] of INDEXER) {
  optimal(`indexer(${n}) takes ${executions} executions`, () => {
    assert.equal(countsOf(indexer(n)), [executions, 0]);
  });
}

/** Executes all interleavings of lastzero by itself, and counts those that order dependent steps differently. */
function lastZeroByForce(n: number): number {
  const traces = new Set<string>();
  const visit = (array: readonly number[], at: number, done: readonly number[], reads: readonly string[]): void => {
    let isEnd = true;
    if (at >= 0) {
      isEnd = false;
      const next = array[at] === 0 ? -1 : at - 1;
      visit(array, next, done, [...reads, `s${at}:${array[at]}`]);
    }
    for (let i = 1; i <= n; i++) {
      if (done[i] === 2) continue;
      isEnd = false;
      const now = done.map((steps, id) => (id === i ? steps + 1 : steps));
      if (done[i] === 0) visit(array, at, now, [...reads, `r${i}:${array[i - 1]}`]);
      else visit(array.with(i, Number(readBy(reads, i)) + 1), at, now, reads);
    }
    // Each word is written once, and what a read returns says whether it came before that: the reads are the trace.
    if (isEnd) traces.add([...reads].sort().join());
  };
  visit(new Array<number>(n + 1).fill(0), n, new Array<number>(n + 1).fill(0).with(0, 2), []);
  return traces.size;
}

function readBy(reads: readonly string[], thread: number): string {
  return reads.find((read) => read.startsWith(`r${thread}:`))!.slice(`r${thread}:`.length);
}

optimal.run();
