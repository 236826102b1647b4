/** A recording that a page has asked for: at most one at a time, since the tracer of a thread is one. Where a pool of threads can, it has the workers too. */
import { startActorTrace } from "@mailslot/actor";
import { toChromeTrace } from "@mailslot/core";
import type { Frame, TraceEntry } from "../protocol/frames.js";
import type { ThreadsRecorder, ThreadsSeen } from "./pulse.js";

/** How many events are kept, of all threads: what a page can draw, and what costs some 10 MB at most. */
const EVENTS = 30_000;
/** How many entries go into a frame. */
const PART = 2_000;
/** After how many milliseconds to look once more whether the workers have answered. */
const LOOK = 10;

interface Recorded {
  readonly entries: readonly TraceEntry[];
  readonly lost: number;
}

/** Ends a recording; the first call gives what was recorded. */
type Stop = () => Promise<Recorded>;

export class Recording {
  private readonly pools: readonly ThreadsSeen[];
  private stop: Stop | null;

  constructor(pools: readonly ThreadsSeen[]) {
    this.pools = pools;
    this.stop = null;
  }

  get isOn(): boolean {
    return this.stop !== null;
  }

  start(): void {
    this.stop ??= record(this.pools);
  }

  /** Stops it and forgets what was recorded. */
  end(): void {
    this.stop?.().catch(() => undefined); // nobody wants it
    this.stop = null;
  }

  /** Stops it and hands what was recorded to `send`, in parts of which each is a step. */
  *finish(send: (frame: Frame) => void): Generator<number, void> {
    const { stop } = this;
    if (stop === null) return;
    this.stop = null;
    const come: Recorded[] = [];
    const none = (): Recorded => ({ entries: [], lost: 0 }); // of a pool whose trace fails
    void stop()
      .then(null, none)
      .then((recorded) => come.push(recorded));
    for (yield 0; come.length === 0; ) yield LOOK;
    const { entries, lost } = come[0] as Recorded;
    for (let n = 0; n === 0 || n < entries.length; n += PART) {
      const last = n + PART >= entries.length;
      send({ type: "trace", entries: entries.slice(n, n + PART), first: n === 0, last, lost });
      yield 0;
    }
  }
}

/** Begins a recording of this thread, and of the workers of the first pool that can: those of two would each want this thread. */
function record(pools: readonly ThreadsSeen[]): Stop {
  const begun = begin(pools);
  return async () => (await begun)();
}

async function begin(pools: readonly ThreadsSeen[]): Promise<Stop> {
  for (const pool of pools) {
    if (pool.trace === undefined) continue;
    const capacity = Math.ceil(EVENTS / ((pool.workers ?? 0) + 1));
    let trace: ThreadsRecorder;
    try {
      trace = await pool.trace({ capacity });
    } catch {
      continue; // it was closed
    }
    return async () => {
      const recorded = await trace.stop();
      const lost = recorded.threads.reduce((sum, thread) => sum + thread.lost, 0);
      return { entries: recorded.toChromeTrace().traceEvents as readonly TraceEntry[], lost };
    };
  }
  return recordHere();
}

function recordHere(): Stop {
  const trace = startActorTrace({ capacity: EVENTS });
  return async () => {
    trace.stop();
    return { entries: toChromeTrace(trace.events()).traceEvents as readonly TraceEntry[], lost: trace.lost };
  };
}
