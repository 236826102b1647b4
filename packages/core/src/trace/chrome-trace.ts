/**
 * A trace in the Trace Event Format, which chrome://tracing and ui.perfetto.dev open: a track per task, on which slices for its
 * ticks, its waits and the time until its turn follow each other; arrows from the waking task to the woken one, and from where a message
 * was sent to where it is handled.
 *
 * Invariants: each track has at most one open slice; what ends it begins the next.
 */
import { checkKind, checkObject } from "../misuse.js";
import type { TraceEvent, TraceKind } from "./tracer.js";

/** One entry of a trace file. */
export interface ChromeEvent {
  /** What the viewer calls it. */
  readonly name: string;
  /** Its kind: `X` a slice, `i` an instant, `s` and `f` the two ends of an arrow, `M` a name. */
  readonly ph: "X" | "i" | "s" | "f" | "M";
  /** The number of the scheduler. */
  readonly pid: number;
  /** The number of the task. */
  readonly tid: number;
  /** When, in microseconds. */
  readonly ts: number;
  /** How long a slice takes, in microseconds. */
  readonly dur?: number;
  /** What the two ends of an arrow have in common. */
  readonly id?: number;
  /** Which slice the end of an arrow belongs to: the one around it. */
  readonly bp?: "e";
  /** How far an instant reaches: its track. */
  readonly s?: "t";
  /** Of a slice, what has begun it: `tick`, `wait`, and `spawn`, `yield` or `wake` until the next tick; of an arrow, `arrow`. */
  readonly cat?: string;
  /** What the viewer shows beside it. */
  readonly args?: Record<string, unknown>;
}

/** What a trace file holds; write it with `JSON.stringify`. */
export interface ChromeTrace {
  /** The entries of the file. */
  readonly traceEvents: readonly ChromeEvent[];
  /** The unit in which viewers show times. */
  readonly displayTimeUnit: "ns";
}

/**
 * Converts events of a {@link Trace} for chrome://tracing and Perfetto.
 *
 * @example
 * ```ts
 * import { go, startTrace, toChromeTrace } from "@mailslot/core";
 *
 * const trace = startTrace();
 * await go(() => 42);
 * const file = JSON.stringify(toChromeTrace(trace.events())); // open it in ui.perfetto.dev
 * console.log(file.includes("traceEvents")); // true
 * ```
 */
export function toChromeTrace(events: readonly TraceEvent[]): ChromeTrace {
  checkKind("the events given to toChromeTrace()", events, "map", "a list");
  const traceEvents: ChromeEvent[] = [];
  const processes = new Map<string, number>();
  const tracks = new Map<number, Slice>();
  /** Where messages were sent, by their names and numbers. */
  const sent = new Map<string, Place>();
  let place = {} as Place;
  let arrows = 0;

  function end(slice: Slice | undefined): void {
    if (slice === undefined || slice.cat === "exit") return;
    const { said, ...start } = slice;
    traceEvents.push({ ...start, name: [...said].join(", "), ph: "X", dur: place.ts - start.ts });
  }

  function arrow(name: string, from: Place | undefined): void {
    if (!from?.tid) return;
    const both = { name, cat: "arrow", id: ++arrows };
    traceEvents.push({ ...from, ...both, ph: "s" }, { ...place, ...both, ph: "f", bp: "e" });
  }

  function call(name: string, tid: number, shown: string): void {
    traceEvents.push({ ...place, tid, name, ph: "M", args: { name: shown } });
  }

  for (const event of events) {
    if (DEBUG) checkObject("an event given to toChromeTrace()", event, "what events() of a trace has returned");
    const { at, kind, task, id, scheduler, detail, by } = event;
    place = { pid: processes.get(scheduler) ?? processes.size + 1, tid: id, ts: at * 1000 };
    if (!processes.has(scheduler)) call("process_name", 0, `scheduler ${scheduler}`);
    processes.set(scheduler, place.pid);
    const open = tracks.get(id);
    if (open === undefined) call("thread_name", id, `${task} #${id}`);
    const name = `${kind === "tick" ? task : kind} ${detail}`.trim();
    if (kind === "wake") arrow(kind, { ...place, tid: by });
    if (kind === "send") sent.set(detail, place);
    const message = name.replace(/^receive (.*) #\d+$/, "$1");
    if (message !== name) {
      arrow(message, sent.get(detail));
      open?.said.add(message);
    }
    if (kind === "send" || kind === "receive") traceEvents.push({ ...place, name, ph: "i", s: "t" });
    // One that is woken within its tick gives way, which its next event says.
    else if (kind !== "wake" || open?.cat !== "tick") {
      end(open);
      tracks.set(id, { ...place, cat: kind, said: new Set([name]) });
    }
  }
  for (const open of tracks.values()) end(open);
  return { traceEvents, displayTimeUnit: "ns" };
}

/** Where an event is, and when. */
type Place = Pick<ChromeEvent, "pid" | "tid" | "ts">;

/** The slice of a task that has not ended: one is begun by its spawn, by each of its ticks and waits, and when it is woken or gives way. */
interface Slice extends Place {
  readonly cat: TraceKind;
  /** What its name says: of a tick, the task and the messages that are handled in it. */
  readonly said: Set<string>;
}
