/** A recording as lanes: one for each task, with what it did and waited for, in the order of their beginnings. */
import type { TraceEntry } from "../../protocol/frames.js";

/** What a task does: it runs, waits for something, or waits for its turn. */
export type Doing = "runs" | "waits" | "ready";

/** Something with a length. */
export interface Slice {
  readonly from: number;
  readonly to: number;
  readonly doing: Doing;
  /** The messages that are handled, or what is waited for. */
  readonly what: string;
}

/** Something without. */
export interface Instant {
  readonly at: number;
  readonly name: string;
}

export interface Lane {
  readonly name: string;
  /** The name without that of the thread. */
  readonly task: string;
  readonly slices: Slice[];
  readonly instants: Instant[];
}

/** Who woke whom: the indices of two lanes, and when. */
export interface Arrow {
  readonly from: number;
  readonly to: number;
  readonly at: number;
}

export interface Model {
  readonly lanes: readonly Lane[];
  readonly arrows: readonly Arrow[];
  /** How long it took, in microseconds; times count from the beginning. */
  readonly length: number;
}

export function modelOf(entries: readonly TraceEntry[]): Model {
  const events = entries.filter(({ ph }) => ph !== "M");
  let begin = Number.POSITIVE_INFINITY;
  let length = 0;
  for (const { ts } of events) begin = Math.min(begin, ts);
  const names = namesIn(entries, "thread_name", ({ pid, tid }) => `${pid} ${tid}`);
  const threads = namesIn(entries, "process_name", ({ pid }) => `${pid}`);
  const lanes = new Map<string, Lane>();
  const numbers = new Map<string, number>();
  const laneOf = (key: string, pid: number): Lane => {
    const known = lanes.get(key);
    if (known !== undefined) return known;
    const [task, thread = ""] = [laneName(names.get(key) ?? key), threads.get(`${pid}`)];
    // With a single thread, its name would only repeat itself.
    const name = thread === "" || thread.startsWith("scheduler ") ? task : `${thread}: ${task}`;
    const lane = { name, task, slices: [], instants: [] };
    numbers.set(key, lanes.size);
    lanes.set(key, lane);
    return lane;
  };
  const arrows: Arrow[] = [];
  const begun = new Map<number, string>();
  for (const { ph, pid, tid, ts, dur = 0, name, id = 0, cat } of events) {
    const key = `${pid} ${tid}`;
    const lane = laneOf(key, pid);
    const at = ts - begin;
    length = Math.max(length, at + dur);
    if (ph === "X") lane.slices.push(sliceOf(lane.task, at, at + dur, name, cat));
    else if (ph === "i") lane.instants.push({ at, name });
    else if (ph === "s") begun.set(id, key);
    else if (ph === "f") {
      const from = begun.get(id);
      if (from !== undefined) arrows.push({ from: numbers.get(from) ?? 0, to: numbers.get(key) ?? 0, at });
    }
  }
  for (const { slices, instants } of lanes.values()) {
    slices.sort((one, other) => one.from - other.from);
    instants.sort((one, other) => one.at - other.at);
  }
  return { lanes: [...lanes.values()], arrows, length: Math.max(1, length) };
}

function namesIn(
  entries: readonly TraceEntry[],
  kind: string,
  keyOf: (entry: TraceEntry) => string,
): Map<string, string> {
  const named = entries.filter(({ ph, name }) => ph === "M" && name === kind);
  return new Map(named.map((entry) => [keyOf(entry), String(entry.args?.name)]));
}

function sliceOf(task: string, from: number, to: number, name: string, cat = "tick"): Slice {
  if (cat === "wait") return { from, to, doing: "waits", what: name.replace(/^wait /, "") };
  if (cat === "job") return { from, to, doing: "runs", what: name };
  if (cat !== "tick") return { from, to, doing: "ready", what: "" };
  return {
    from,
    to,
    doing: "runs",
    what: name.startsWith(task) ? name.slice(task.length).replace(/^[ ,]+/, "") : name,
  };
}

/** Actors have a number of their own; that of the task in the recording would be a second one. */
function laneName(name: string): string {
  return name.replace(/(#\d+) #\d+$/, "$1");
}
