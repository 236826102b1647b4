/** How threads are started, and the checks of what is given. */

import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { ResourceLimits } from "node:worker_threads";
import { badArgument, checkFunction, checkObject, checkOptions, isInstance, isReadable } from "@mailslot/core/engine";
import { policy } from "../policy.js";
import type { Plan } from "../thread/places.js";
import { type StuckWorker, warnOfStuck } from "../watch/report.js";
import { DEFAULT_GROUP } from "./groups.js";

/** How to start threads. */
export interface ThreadsOptions {
  /**
   * How many workers are in no group of `groups`. Default: one for each processor, as `os.availableParallelism()` counts them, that the workers of
   * `groups` leave; at least one.
   */
  readonly workers?: number;
  /**
   * How many more workers, in no group, stand by: each that starts with the others, and runs jobs only while one of these is stuck or has died, and
   * its place is not taken. Actors live on none. Default: 0.
   */
  readonly spare?: number;
  /**
   * Further workers, by the names of their groups. They run only the jobs and actors that are made for their group (`runWith({ group })`,
   * `spawnWith({ group })`), and what these make; and no other workers run those. Numbered after `workers`, in the order of the groups.
   * Default: none.
   */
  readonly groups?: Readonly<Record<string, GroupOptions>>;
  /**
   * Whether the calling thread runs jobs too, those of no group, between its own work, in bursts of 1 ms: one that computes without a pause holds it
   * up. One pool of a thread can do so. Default: false; then it runs only forks that it joins and nobody has begun.
   */
  readonly here?: boolean;
  /** The modules that export jobs, actors, and the errors that these throw: URLs, or paths. Every worker imports them. */
  readonly entry: URL | string | readonly (URL | string)[];
  /** Modules that every worker imports first, such as one that registers a loader. Default: none. */
  readonly imports?: readonly (URL | string)[];
  /** Arguments for Node itself, in place of those of this process. Default: those of this process. */
  readonly execArgv?: readonly string[];
  /** Limits of each worker's heap and stack. Default: Node's. */
  readonly resourceLimits?: ResourceLimits;
  /** Called when a worker has died, and another takes its place. Default: nothing. */
  readonly onDeath?: (death: WorkerDeath) => void;
  /**
   * After how many milliseconds a worker that has something to do and does not move is reported, once each time: it computes without a
   * pause, loops, or waits in native code. Infinity reports nothing. Default: 10,000.
   */
  readonly stuckAfter?: number;
  /** Called when a worker is stuck, which goes on unless this ends it. Default: a warning by `console.warn`. */
  readonly onStuck?: (stuck: StuckWorker) => void;
}

/** A group of workers. */
export interface GroupOptions {
  /** How many workers it has, from 1. */
  readonly workers: number;
  /** How many more stand by. Default: 0. */
  readonly spare?: number;
  /** Limits of the heap and stack of each. Default: those of the other workers. */
  readonly resourceLimits?: ResourceLimits;
}

/** A worker that has died. */
export interface WorkerDeath {
  /** The number of the worker; those of spares are above that of the calling thread. */
  readonly worker: number;
  /** The error that it did not catch, or how it ended. */
  readonly reason: unknown;
}

/** Options that were read once, and checked. */
export interface Settings {
  readonly plan: Plan;
  readonly entries: readonly string[];
  readonly imports: readonly string[];
  readonly platform: PlatformOptions;
  readonly onDeath: (death: WorkerDeath) => void;
  readonly stuckAfter: number;
  readonly onStuck: (stuck: StuckWorker) => void;
}

/** What of the options is the platform's own. */
export interface PlatformOptions {
  readonly execArgv: readonly string[] | undefined;
  /** By the numbers of the groups. */
  readonly resourceLimits: readonly (ResourceLimits | undefined)[];
}

/** Reads options; fails with `ERR_MAILSLOT_ARGUMENT`. */
export function readOptions(options: ThreadsOptions): Settings {
  checkOptions("startThreads", options);
  const { workers, spare = 0, groups = {}, entry, imports = [], execArgv, resourceLimits, onDeath } = options;
  const { stuckAfter = policy.stuckAfter, onStuck, here = false } = options;
  if (typeof here !== "boolean") throw badArgument("here", here, "true or false");
  checkList("imports", imports);
  if (execArgv !== undefined) checkList("execArgv", execArgv);
  if (execArgv?.some((each) => typeof each !== "string")) throw badArgument("execArgv", execArgv, "a list of texts");
  checkLimits("resourceLimits", resourceLimits);
  if (onDeath !== undefined) checkFunction("onDeath", onDeath);
  if (onStuck !== undefined) checkFunction("onStuck", onStuck);
  if (typeof stuckAfter !== "number" || !(stuckAfter > 0))
    throw badArgument("stuckAfter", stuckAfter, "a number of milliseconds over 0, or Infinity");
  const named = readGroups(groups);
  const others = named.reduce((sum, group) => sum + group.workers, 0);
  const own = workers ?? Math.max(1, availableParallelism() - others);
  const allSpares = named.reduce((sum, group) => sum + group.spare, 0);
  checkWorkers("workers", own, others + allSpares);
  checkSpare("spare", spare, own + others + allSpares);
  return {
    plan: {
      groups: [
        { name: DEFAULT_GROUP, workers: own, spare },
        ...named.map((group) => ({ name: group.name, workers: group.workers, spare: group.spare })),
      ],
      here,
    },
    entries: (isReadable(entry) && Array.isArray(entry) ? entry : [entry]).map(addressOf),
    imports: imports.map(addressOf),
    platform: { execArgv, resourceLimits: [resourceLimits, ...named.map((group) => group.limits ?? resourceLimits)] },
    onDeath: onDeath ?? (() => {}),
    stuckAfter,
    onStuck: onStuck ?? warnOfStuck,
  };
}

interface NamedGroup {
  readonly name: string;
  readonly workers: number;
  readonly spare: number;
  readonly limits: ResourceLimits | undefined;
}

function readGroups(groups: Readonly<Record<string, GroupOptions>>): NamedGroup[] {
  checkObject("groups", groups, "an object such as { render: { workers: 2 } }");
  let sum = 0;
  return Object.entries(groups).map(([name, group]) => {
    const what = `the group "${name}"`;
    if (name === DEFAULT_GROUP)
      throw badArgument(what, group, "another name: this is what the workers in no group are called");
    checkObject(what, group, "an object such as { workers: 2 }");
    const { workers, spare = 0, resourceLimits: limits } = group;
    checkWorkers(`the workers of group "${name}"`, workers, sum);
    checkLimits(`the resourceLimits of group "${name}"`, limits);
    sum += workers;
    checkSpare(`the spare of group "${name}"`, spare, sum);
    sum += spare;
    return { name, workers, spare, limits };
  });
}

function checkWorkers(what: string, workers: unknown, others: number): void {
  if (!(Number.isInteger(workers) && (workers as number) >= 1 && (workers as number) + others <= MOST))
    throw badArgument(what, workers, `a number of workers from 1, and no more than ${MOST} in all`);
}

function checkSpare(what: string, spare: unknown, others: number): void {
  if (!(Number.isInteger(spare) && (spare as number) >= 0 && (spare as number) + others <= MOST))
    throw badArgument(what, spare, `a number of workers from 0, and no more than ${MOST} in all`);
}

function checkLimits(what: string, limits: ResourceLimits | undefined): void {
  if (limits !== undefined) checkObject(what, limits, "an object, as Node takes it");
}

function checkList(what: string, value: unknown): void {
  if (!isReadable(value) || !Array.isArray(value)) throw badArgument(what, value, "a list");
}

function addressOf(entry: URL | string): string {
  if (isInstance(entry, URL)) return entry.href;
  if (typeof entry !== "string") throw badArgument("an entry", entry, "a URL, or the path of a module");
  return /^(?:file|data|https?|node):/.test(entry) ? entry : pathToFileURL(resolve(entry)).href;
}

// What a hint can name: a block of a thread.
const MOST = 1024;
