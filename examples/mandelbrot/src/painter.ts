// The picture, from its rows: painted by jobs; on one worker and on all, which take turns.
import { startThreads, type Threads } from "@mailslot/threads";
import { type Band, paintRows, type View } from "./rows.js";

/** How a picture was painted on so many workers. */
export interface Painting {
  readonly workers: number;
  /** The median of the rounds, in milliseconds. */
  readonly ms: number;
  /** Jobs run and stolen on each worker, over all rounds. */
  readonly run: readonly number[];
  readonly stolen: readonly number[];
  readonly pixels: Uint8Array;
}

// So few that the last one is soon done, so many that a message for each costs little beside it.
const ROWS = 8;

/** Paints a picture on one worker and on `workers`, in `rounds` rounds, by turns. */
export async function paintByTurns(view: View, workers: number, rounds: number): Promise<[Painting, Painting]> {
  const entry = new URL("./rows.js", import.meta.url);
  await using one = await startThreads({ workers: 1, entry });
  await using all = await startThreads({ workers, entry });
  const small = { ...view, width: 200, height: 200 };
  const times: [number[], number[]] = [[], []];
  let pictures: [Uint8Array, Uint8Array] | null = null;
  for (const threads of [one, all]) await paint(threads, small); // each worker compiles the loop
  for (let round = 0; round < rounds; round++) {
    const [byOne, byAll] = [await timed(one, view), await timed(all, view)];
    times[0].push(byOne.ms);
    times[1].push(byAll.ms);
    pictures = [byOne.pixels, byAll.pixels];
  }
  const [pixelsOfOne, pixelsOfAll] = pictures as [Uint8Array, Uint8Array];
  return [painting(one, times[0], pixelsOfOne), painting(all, times[1], pixelsOfAll)];
}

/** Paints a picture: three bytes for each pixel, row by row. */
async function paint(threads: Threads, view: View): Promise<Uint8Array> {
  const pixels = new Uint8Array(view.width * view.height * 3);
  let at = 0;
  for await (const rows of threads.map(paintRows, bandsOf(view))) {
    pixels.set(rows, at);
    at += rows.length;
  }
  return pixels;
}

function* bandsOf(view: View): Generator<Band> {
  for (let from = 0; from < view.height; from += ROWS) yield { view, from, to: Math.min(from + ROWS, view.height) };
}

async function timed(threads: Threads, view: View): Promise<{ ms: number; pixels: Uint8Array }> {
  const started = performance.now();
  const pixels = await paint(threads, view);
  return { ms: performance.now() - started, pixels };
}

function painting(threads: Threads, times: number[], pixels: Uint8Array): Painting {
  const counters = threads.counters().slice(0, threads.workers);
  const run = counters.map((each) => each.run);
  const stolen = counters.map((each) => each.steals);
  const ms = times.toSorted((a, b) => a - b)[times.length >> 1] as number;
  return { workers: threads.workers, ms, run, stolen, pixels };
}
