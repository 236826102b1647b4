/**
 * A trace in the Trace Event Format, which chrome://tracing and ui.perfetto.dev open: a track per task, a slice per
 * tick, arrows from the waking task to the woken one.
 */
import { checkKind, checkObject } from "../misuse.js";
import type { TraceEvent } from "./tracer.js";

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
  /** How far an instant reaches: its track. */
  readonly s?: "t";
  /** The category of an arrow. */
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
  const out: ChromeEvent[] = [];
  const processes = new Map<string, number>();
  const named = new Set<number>();
  const begun = new Map<number, TraceEvent>();
  let flow = 0;
  for (const event of events) {
    if (DEBUG) checkObject("an event given to toChromeTrace()", event, "what events() of a trace has returned");
    const pid = processIdOf(event.scheduler, processes, out);
    const base = { pid, tid: event.id, ts: event.at * 1000 };
    if (!named.has(event.id)) {
      named.add(event.id);
      out.push({ ...base, name: "thread_name", ph: "M", args: { name: `${event.task} #${event.id}` } });
    }
    if (event.kind === "tick") begun.set(event.id, event);
    else if (event.kind === "wake") {
      const id = ++flow;
      if (event.by !== 0) out.push({ ...base, tid: event.by, name: "wake", cat: "wake", ph: "s", id });
      out.push({ ...base, name: `wake into ${event.detail}`, ph: "i", s: "t" });
      if (event.by !== 0) out.push({ ...base, name: "wake", cat: "wake", ph: "f", id });
    } else {
      out.push({ ...base, name: `${event.kind} ${event.detail}`.trim(), ph: "i", s: "t" });
      endTick(event, begun, base, out);
    }
  }
  return { traceEvents: out, displayTimeUnit: "ns" };
}

function endTick(
  event: TraceEvent,
  begun: Map<number, TraceEvent>,
  base: { pid: number; tid: number; ts: number },
  out: ChromeEvent[],
): void {
  const start = begun.get(event.id);
  if (start === undefined || !["wait", "yield", "exit"].includes(event.kind)) return;
  begun.delete(event.id);
  const dur = (event.at - start.at) * 1000;
  out.push({
    ...base,
    ts: start.at * 1000,
    name: event.task,
    ph: "X",
    dur,
    args: { ends: `${event.kind} ${event.detail}`.trim() },
  });
}

function processIdOf(scheduler: string, processes: Map<string, number>, out: ChromeEvent[]): number {
  const known = processes.get(scheduler);
  if (known !== undefined) return known;
  const pid = processes.size + 1;
  processes.set(scheduler, pid);
  out.push({ pid, tid: 0, ts: 0, name: "process_name", ph: "M", args: { name: `scheduler ${scheduler}` } });
  return pid;
}
