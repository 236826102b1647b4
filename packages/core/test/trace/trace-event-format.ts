/**
 * Checks a trace by the Trace Event Format, as strictly as Perfetto's importer reads it: the fields of each kind of event and their
 * types, slices of a track that do not cut each other, and arrows whose two ends lie in slices, without which they are dropped.
 */
import type { ChromeEvent, ChromeTrace } from "@mailslot/core";

const NUMBERS = ["pid", "tid", "ts"];

/** What an event of each kind has beside its name, place and time; "?" is behind what it may lack. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  X: ["dur", "cat"],
  i: ["s"],
  s: ["id", "cat"],
  f: ["id", "cat", "bp"],
  M: ["args"],
};

/** Returns what is wrong with a trace: nothing, if all is well. */
export function formatProblems(trace: ChromeTrace, isWhole = true): string[] {
  const { traceEvents, displayTimeUnit } = JSON.parse(JSON.stringify(trace)) as ChromeTrace;
  const problems = traceEvents.flatMap(fieldProblems);
  if (!["ms", "ns"].includes(displayTimeUnit)) problems.push(`displayTimeUnit is ${displayTimeUnit}`);
  const tracks = new Map<string, ChromeEvent[]>();
  for (const event of traceEvents) {
    if (event.ph !== "X") continue;
    const track = `${event.pid}/${event.tid}`;
    tracks.set(track, [...(tracks.get(track) ?? []), event]);
  }
  for (const slices of tracks.values()) problems.push(...cutProblems(slices));
  problems.push(...arrowProblems(traceEvents));
  if (isWhole) problems.push(...boundProblems(traceEvents, tracks), ...nameProblems(traceEvents));
  return problems;
}

function fieldProblems(event: ChromeEvent): string[] {
  const given: Readonly<Record<string, unknown>> = { ...event };
  const wanted = FIELDS[event.ph];
  const shown = JSON.stringify(event);
  if (wanted === undefined) return [`${shown} is of no kind that is known`];
  const problems = [...NUMBERS, ...wanted]
    .filter((field) => !(field in given))
    .map((field) => `${shown} has no ${field}`);
  const known = ["name", "ph", ...NUMBERS, ...wanted];
  problems.push(
    ...Object.keys(given)
      .filter((field) => !known.includes(field))
      .map((field) => `${shown} has ${field}`),
  );
  if (typeof event.name !== "string" || event.name === "") problems.push(`${shown} has no name`);
  for (const field of [...NUMBERS, "dur", "id"]) {
    const value = given[field];
    if (value !== undefined && !(Number.isFinite(value) && (value as number) >= 0)) problems.push(`${shown}: ${field}`);
  }
  if (event.ph === "i" && event.s !== "t") problems.push(`${shown}: an instant reaches its track`);
  if (event.ph === "f" && event.bp !== "e") problems.push(`${shown} would end at the next slice`);
  if (event.ph === "M" && typeof event.args?.name !== "string") problems.push(`${shown} names nothing`);
  return problems;
}

function cutProblems(slices: readonly ChromeEvent[]): string[] {
  const sorted = slices.toSorted((a, b) => a.ts - b.ts);
  return sorted.flatMap((slice, n) => {
    const before = sorted[n - 1];
    const isApart = before === undefined || before.ts + (before.dur as number) <= slice.ts + 1e-3;
    return isApart ? [] : [`${JSON.stringify(before)} and ${JSON.stringify(slice)} overlap`];
  });
}

function arrowProblems(events: readonly ChromeEvent[]): string[] {
  const begins = new Map(events.filter(({ ph }) => ph === "s").map((event) => [event.id, event]));
  const ends = events.filter(({ ph }) => ph === "f");
  const problems = ends.flatMap((end) => {
    const begin = begins.get(end.id);
    begins.delete(end.id);
    const fits = begin?.name === end.name && begin.cat === end.cat && begin.ts <= end.ts;
    return fits ? [] : [`the arrow that ends with ${JSON.stringify(end)} begins with ${JSON.stringify(begin)}`];
  });
  return [...problems, ...[...begins.values()].map((begin) => `${JSON.stringify(begin)} has no end`)];
}

/** Both ends of an arrow belong to the slice around them. */
function boundProblems(events: readonly ChromeEvent[], tracks: ReadonlyMap<string, readonly ChromeEvent[]>): string[] {
  return events
    .filter(({ ph }) => ph === "s" || ph === "f")
    .filter(({ pid, tid, ts }) => {
      const slices = tracks.get(`${pid}/${tid}`) ?? [];
      return !slices.some((slice) => slice.ts <= ts + 1e-3 && ts <= slice.ts + (slice.dur as number) + 1e-3);
    })
    .map((event) => `${JSON.stringify(event)} lies in no slice`);
}

function nameProblems(events: readonly ChromeEvent[]): string[] {
  const tracks = new Set(events.filter(({ ph }) => ph !== "M").map(({ tid }) => tid));
  for (const { name, tid } of events) if (name === "thread_name") tracks.delete(tid);
  return [...tracks].map((tid) => `track ${tid} has no name`);
}
