/**
 * Traces of several threads as one file in the Trace Event Format: the file of each thread, with its processes, tasks and arrows numbered on from
 * those of the threads before, and with a track for the plain jobs.
 *
 * Invariant: no two threads have a number of a process, of a task or of an arrow in common.
 */

import { type ChromeEvent, type ChromeTrace, type TraceEvent, toChromeTrace } from "@mailslot/core";
import type { TracedJob } from "./job-trace.js";

interface Recorded {
  readonly name: string;
  readonly events: readonly TraceEvent[];
  readonly jobs: readonly TracedJob[];
}

/** Returns the file. */
export function chromeTraceOf(threads: readonly Recorded[]): ChromeTrace {
  const traceEvents: ChromeEvent[] = [];
  const last = { pid: 0, tid: 0, id: 0 };
  for (const thread of threads) {
    const before = { ...last };
    const add = (entry: ChromeEvent): void => {
      const numbered = placed(entry, before);
      last.pid = Math.max(last.pid, numbered.pid);
      last.tid = Math.max(last.tid, numbered.tid);
      last.id = Math.max(last.id, numbered.id ?? 0);
      traceEvents.push(numbered);
    };
    const { traceEvents: entries } = toChromeTrace(thread.events);
    const processes = entries.filter(isProcess);
    // One that only runs plain jobs, or nothing, is there too.
    if (processes.length === 0) add({ ...HOME, tid: 0, name: "process_name", ph: "M", args: { name: thread.name } });
    for (const entry of entries)
      add(isProcess(entry) ? { ...entry, args: { name: nameOf(thread, entry, processes.length) } } : entry);
    addJobs(thread.jobs, last.tid - before.tid, add);
  }
  return { traceEvents, displayTimeUnit: "ns" };
}

/** The first process of a thread, that of the scheduler of which its trace tells first. */
const HOME = { pid: 1, ts: 0 } as const;

function isProcess({ ph, name }: ChromeEvent): boolean {
  return ph === "M" && name === "process_name";
}

/** A thread has a process for each scheduler. */
function nameOf({ name }: Recorded, { args }: ChromeEvent, processes: number): string {
  return processes === 1 ? name : `${name}, ${args?.name}`;
}

/** An entry of a thread, behind those of the threads before. */
function placed(entry: ChromeEvent, before: { pid: number; tid: number; id: number }): ChromeEvent {
  const { pid, tid, id } = entry;
  const place = { ...entry, pid: pid + before.pid, tid: tid === 0 ? 0 : tid + before.tid };
  return id === undefined ? place : { ...place, id: id + before.id };
}

/** Adds the jobs, in the order of their beginnings. One that runs inside another, which has joined it, is on the next track. */
function addJobs(jobs: readonly TracedJob[], tasks: number, add: (entry: ChromeEvent) => void): void {
  const around: TracedJob[] = [];
  let tracks = 0;
  for (const job of jobs) {
    while (around.length > 0 && (around.at(-1) as TracedJob).end <= job.at) around.pop();
    const track = around.push(job);
    const place = { pid: HOME.pid, tid: tasks + track, ts: job.at * 1000 };
    if (track > tracks) {
      tracks = track;
      const name = track === 1 ? "jobs" : `jobs within jobs, ${track}`;
      add({ ...place, name: "thread_name", ph: "M", args: { name } });
    }
    add({ ...place, name: job.name, ph: "X", cat: "job", dur: (job.end - job.at) * 1000 });
  }
}
