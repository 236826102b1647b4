// The frontier: what is still to be read, who reads it, and what came of it. It monitors the workers: the file of one that
// crashed is tried again, by another incarnation, and given up after some tries.
import { type AnyRef, defineActor, type ExitReason } from "@mailslot/actor";
import { type Channel, channel, type Oneshot, oneshot } from "@mailslot/core";
import { demonitor, isDown, type Monitor, monitor } from "@mailslot/supervision";

/** What is to be read. */
export interface Job {
  readonly path: string;
  readonly isFolder: boolean;
}

/** What a file or folder held. */
export interface Page {
  readonly bytes: number;
  readonly links: number;
  /** Links that lead nowhere. */
  readonly broken: readonly string[];
}

/** A file that crashed its worker at every try. */
export interface GivenUp {
  readonly path: string;
  readonly reason: ExitReason;
}

/** What a crawl found. */
export interface Findings {
  readonly pages: ReadonlyMap<string, Page>;
  readonly folders: number;
  readonly crashes: number;
  readonly givenUp: readonly GivenUp[];
}

interface Work {
  readonly job: Job;
  readonly monitor: Monitor;
}

export interface FrontierState {
  /** Where workers get their jobs. */
  readonly jobs: Channel<Job>;
  readonly finished: Oneshot<Findings>;
  readonly tries: number;
  readonly open: Map<string, number>;
  readonly atWork: Map<AnyRef, Work>;
  readonly pages: Map<string, Page>;
  readonly givenUp: GivenUp[];
  folders: number;
  crashes: number;
}

function begin(folder: string, tries: number): FrontierState {
  const jobs = channel<Job>();
  jobs.send({ path: folder, isFolder: true });
  return {
    jobs,
    finished: oneshot(),
    tries,
    open: new Map([[folder, tries]]),
    atWork: new Map(),
    pages: new Map(),
    givenUp: [],
    folders: 0,
    crashes: 0,
  };
}

export const Frontier = defineActor("frontier", {
  state: begin,
  receive: {
    /** Where jobs come from, and where the findings go. */
    ends: ({ state: { jobs, finished } }) => ({ jobs, finished }),
    /** A worker has taken a job. */
    taken(ctx, worker: AnyRef, job: Job) {
      ctx.state.atWork.set(worker, { job, monitor: monitor(worker) });
    },
    found(ctx, jobs: readonly Job[]) {
      for (const job of jobs) {
        ctx.state.open.set(job.path, ctx.state.tries);
        ctx.state.jobs.send(job);
      }
    },
    read(ctx, worker: AnyRef, page: Page | null) {
      const work = ctx.state.atWork.get(worker);
      if (work === undefined) return;
      demonitor(work.monitor, { flush: true });
      ctx.state.atWork.delete(worker);
      if (page === null) ctx.state.folders++;
      else ctx.state.pages.set(work.job.path, page);
      close(ctx.state, work.job);
    },
  },
  signal(ctx, signal) {
    if (!isDown(signal)) return;
    const { state } = ctx;
    const work = state.atWork.get(signal.from as AnyRef);
    if (work === undefined) return;
    state.atWork.delete(signal.from as AnyRef);
    crashed(state, work.job, signal.reason);
  },
});

function crashed(state: FrontierState, job: Job, reason: ExitReason): void {
  state.crashes++;
  const left = (state.open.get(job.path) ?? 1) - 1;
  state.open.set(job.path, left);
  if (left > 0) state.jobs.send(job);
  else {
    state.givenUp.push({ path: job.path, reason });
    close(state, job);
  }
}

function close(state: FrontierState, { path }: Job): void {
  state.open.delete(path);
  if (state.open.size > 0) return;
  const { pages, folders, crashes, givenUp } = state;
  state.finished.send({ pages, folders, crashes, givenUp });
}
