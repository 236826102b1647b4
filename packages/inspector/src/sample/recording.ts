/** A recording that a page has asked for: at most one at a time, since the tracer of a thread is one. */
import { startActorTrace } from "@mailslot/actor";
import { type Trace, toChromeTrace } from "@mailslot/core";
import type { Frame, TraceEntry } from "../protocol/frames.js";

/** How many events are kept: what a page can draw, and what costs some 10 MB at most. */
const EVENTS = 30_000;
/** How many entries go into a frame. */
const PART = 2_000;

export class Recording {
  private trace: Trace | null;

  constructor() {
    this.trace = null;
  }

  get isOn(): boolean {
    return this.trace !== null;
  }

  start(): void {
    this.trace ??= startActorTrace({ capacity: EVENTS });
  }

  /** Stops it and forgets what was recorded. */
  end(): void {
    this.trace?.stop();
    this.trace = null;
  }

  /** Stops it and hands what was recorded to `send`, in parts of which each is a step. */
  *finish(send: (frame: Frame) => void): Generator<0, void> {
    const { trace } = this;
    if (trace === null) return;
    this.end();
    const { lost } = trace;
    const entries = toChromeTrace(trace.events()).traceEvents as readonly TraceEntry[];
    yield 0;
    for (let n = 0; n === 0 || n < entries.length; n += PART) {
      const last = n + PART >= entries.length;
      send({ type: "trace", entries: entries.slice(n, n + PART), first: n === 0, last, lost });
      yield 0;
    }
  }
}
