/** The thread that this is, for jobs and actors that make others. */

import { badArgument } from "@mailslot/core/engine";
import { ThreadsError } from "../errors.js";
import type { ThreadNode } from "../link/thread-node.js";
import type { Thread } from "../thread/thread.js";
import { type Actors, Spawner } from "./actors.js";
import { JobMaker, type Jobs } from "./jobs.js";

/** What makes jobs and actors here, bound, so that it can be taken apart. */
let here: (Jobs & Actors) | null = null;

/** Says which thread this is, on a worker. */
export function setHere(thread: Thread, node: ThreadNode): void {
  here = bound(new JobMaker(thread), new Spawner(node, thread.memory, thread.id));
}

/** Fails where a pool has its jobs run already. */
export function checkHere(): void {
  if (here !== null)
    throw badArgument("here", true, "false: this thread runs jobs of other threads already; close these first");
}

/** Lets the jobs that run on a calling thread make others; returns what ends that. */
export function openHere(threads: Jobs & Actors): () => void {
  checkHere();
  const own = bound(threads, threads);
  here = own;
  return () => {
    if (here === own) here = null;
  };
}

/** Returns what makes jobs and actors on this thread; fails with `ERR_MAILSLOT_ARGUMENT` where there is none. */
export function makerHere(): Jobs & Actors {
  if (here === null)
    throw new ThreadsError(
      "ERR_MAILSLOT_ARGUMENT",
      "currentThreads() was called outside a worker: there it is what makes jobs; here use what startThreads() returned",
    );
  return here;
}

function bound(jobs: Jobs, actors: Actors): Jobs & Actors {
  const { run, runWith, map, fork, join } = jobs;
  const { spawn, spawnWith } = actors;
  return {
    run: run.bind(jobs),
    runWith: runWith.bind(jobs),
    map: map.bind(jobs),
    fork: fork.bind(jobs),
    join: join.bind(jobs),
    spawn: spawn.bind(actors),
    spawnWith: spawnWith.bind(actors),
  } as Jobs & Actors;
}
