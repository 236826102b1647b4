// The tree of a crawl: a frontier, and below a supervisor of their own the workers, which are restarted one by one. Should
// the frontier end, the workers go with it, and begin again with the new one: rest-for-one.
import { register, spawn } from "@mailslot/actor";
import type { Steps } from "@mailslot/core";
import { supervisor, treeText } from "@mailslot/supervision";
import { type Findings, Frontier } from "./frontier.js";
import { Worker } from "./worker.js";

/** What to crawl, and how. */
export interface Plan {
  readonly folder: string;
  readonly workers: number;
  readonly tries: number;
  readonly skip: ReadonlySet<string>;
}

/** What a crawl found, and how its tree looked at the end. */
export interface Crawl extends Findings {
  readonly picture: string;
}

/** Crawls a folder. */
export function* crawl(plan: Plan): Steps<Crawl> {
  const sup = yield* supervisor({
    name: "crawler",
    strategy: "rest-for-one",
    children: [
      { id: "frontier", start: () => startFrontier(plan) },
      { id: "workers", start: () => workers(plan) },
    ],
  });
  try {
    const { finished } = yield* sup.child("frontier").ask.ends();
    const findings = yield* finished;
    return { ...findings, picture: treeText(sup) };
  } finally {
    yield* sup.stop();
  }
}

function startFrontier({ folder, tries }: Plan) {
  const frontier = spawn(Frontier, folder, tries);
  register("frontier", frontier);
  return frontier;
}

function workers({ workers, skip }: Plan) {
  const children = Array.from({ length: workers }, (_, n) => ({
    id: `worker-${n + 1}`,
    start: () => startWorker(skip),
    shutdown: 0, // the one message of a worker is handled for good, so there is no end to wait for
  }));
  // No limit: each file is tried a few times only, so crashes come to an end by themselves.
  return supervisor({ name: "workers", intensity: { restarts: Number.POSITIVE_INFINITY }, children });
}

function startWorker(skip: ReadonlySet<string>) {
  const worker = spawn(Worker, skip);
  worker.tell.work();
  return worker;
}
