// The implementations: where the modules or the program of each are, and why it lacks the benchmarks it lacks.
// A JavaScript implementation has a benchmark if its folder has the benchmark's module; a row is added by adding a file.

import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { wrkAbsence } from "../io/wrk.mjs";
import { nativePeers } from "../native/peers.mjs";
import { actorBenchmarks } from "./actor-benchmarks.mjs";

export const benchFolder = fileURLToPath(new URL("..", import.meta.url));
export const peersFolder = join(benchFolder, "peers");

const NO_CAPACITY = "has no channel with a capacity";
const NO_YIELD = "has no yield";
const ONE_MAILBOX = { "select-2-ready": "receives from one mailbox", "select-1000-loop": "receives from one mailbox" };

const NO_SUPERVISOR = { "actor-start": "has no supervisor", "supervised-restart": "has no supervisor" };
const NO_SCHEDULES = {
  explore: "leaves the choice of schedules to other tools",
  "tick-chosen": "leaves the choice of schedules to other tools",
};
const NEW_ERRORS = { "supervised-restart-known-error": "makes an error for each crash" };
const NO_NESTED_JOBS = { "jobs-one-worker": "makes no jobs in jobs" };
const NO_POOL = {
  job: "has no pool",
  "jobs-in-flight": "has no pool",
  fib: "has no pool",
  skewed: "has no pool",
  "jobs-one-worker": "has no pool",
};
const ONE_THREAD = Object.fromEntries(
  ["job", "jobs-in-flight", "thread-ask", "thread-ask-object", "thread-ask-flight", "fib", "skewed"].map((file) => [
    file,
    "is one thread",
  ]),
);
const FEWER_JOBS = { "jobs-in-flight": 20_000 };
const NO_ACTORS = Object.fromEntries(actorBenchmarks.map(({ file }) => [file, "has no actors"]));

/** @typedef {{ name: string, title: string, folder: string, package?: string, io?: boolean, threads?: boolean, only?: string[], lacks?: Record<string, string>, sizes?: Record<string, number> }} JsImplementation */

/** @type {JsImplementation[]} */
const own = [{ name: "mailslot", title: "Mailslot", folder: join(benchFolder, "mailslot"), package: "@mailslot/core" }];

/** Core without threads: what jobs cost beyond the tasks that they are. */
const core = {
  name: "core",
  title: "core alone",
  folder: join(benchFolder, "core"),
  threads: true,
  lacks: ONE_THREAD,
};

/** @type {JsImplementation[]} */
const peers = [
  {
    name: "promises",
    title: "plain promises",
    lacks: {
      ...NO_ACTORS,
      "actor-ask": undefined, // an object with an async method comes near
      "actor-fork-join": undefined, // and an async function for each node
      bounded: "has no channel",
      "fan-in": "has no channel",
      "select-2-ready": "has no channel",
      "select-1000-loop": "has no channel",
    },
  },
  {
    // No peer: what V8 allows, of which the difference to it is the engine's.
    name: "generators",
    title: "bare generators",
    only: ["chained-spawn", "spawn-many", "yield-many"],
  },
  {
    name: "effect",
    title: "Effect",
    package: "effect",
    sizes: { "select-2-ready": 10_000, "select-1000-loop": 500, "actor-spawn": 50_000 },
    lacks: NEW_ERRORS,
  },
  {
    name: "effection",
    title: "Effection",
    package: "effection",
    sizes: { timers: 10_000, "heap-per-task": 10_000, "select-2-ready": 1000, "select-1000-loop": 10 },
    lacks: {
      ...NO_ACTORS,
      "sleep-beside-1000000": "holds no million tasks",
      bounded: NO_CAPACITY,
      "yield-many": NO_YIELD,
    },
  },
  {
    name: "xstate",
    title: "XState",
    package: "xstate",
    sizes: { timers: 10_000, "actor-spawn": 50_000 },
    lacks: {
      ...ONE_MAILBOX,
      ...NO_SUPERVISOR,
      bounded: NO_CAPACITY,
      "yield-many": NO_YIELD,
      sleep: "has no sleep in the middle of a function",
      "chained-spawn": "starts an actor inside its parent's start: 1,000 in a row overflow the stack",
    },
  },
  {
    name: "csp",
    title: "@thi.ng/csp",
    package: "@thi.ng/csp",
    sizes: { "select-1000-loop": 2000 },
    lacks: {
      ...NO_ACTORS,
      "bounded-0": "buffers at least one value",
      "chained-spawn": "has channels, not tasks",
      "spawn-many": "has channels, not tasks",
      "yield-many": NO_YIELD,
      timers: "cannot cancel a timeout",
      sleep: "has no tasks that sleep",
    },
  },
  {
    name: "nact",
    title: "nact",
    package: "nact",
    sizes: { "actor-spawn": 50_000 },
    lacks: {
      ...ONE_MAILBOX,
      ...NEW_ERRORS,
      bounded: NO_CAPACITY,
      "yield-many": NO_YIELD,
      timers: "has no timer",
      sleep: "has no timer",
    },
  },
  { name: "piscina", title: "Piscina", package: "piscina", threads: true, lacks: NO_NESTED_JOBS, sizes: FEWER_JOBS },
  { name: "tinypool", title: "Tinypool", package: "tinypool", threads: true, lacks: NO_NESTED_JOBS, sizes: FEWER_JOBS },
  {
    name: "poolifier",
    title: "poolifier",
    package: "poolifier",
    threads: true,
    lacks: NO_NESTED_JOBS,
    sizes: FEWER_JOBS,
  },
  {
    name: "workerpool",
    title: "workerpool",
    package: "workerpool",
    threads: true,
    lacks: NO_NESTED_JOBS,
    sizes: FEWER_JOBS,
  },
  { name: "comlink", title: "Comlink", package: "comlink", threads: true, lacks: NO_POOL },
  { name: "postmessage", title: "postMessage", threads: true, lacks: NO_POOL },
].map((peer) => ({ ...peer, folder: join(peersFolder, peer.name) }));

const native = [
  {
    name: "tokio",
    title: "Tokio",
    lacks: {
      ...NO_SUPERVISOR,
      ...NO_SCHEDULES,
      "bounded-0": "has no channel of capacity 0",
      "select-1000-loop": "selects among cases that are written out",
    },
  },
  { name: "go", title: "Go", lacks: { ...NO_SUPERVISOR, ...NO_SCHEDULES }, sizes: { "select-1000-loop": 5000 } },
  {
    name: "erlang",
    title: "Erlang",
    lacks: {
      ...ONE_MAILBOX,
      ...NEW_ERRORS,
      ...NO_SCHEDULES,
      bounded: NO_CAPACITY,
      sleep: "spins while it has nothing to do",
    },
  },
].map((peer) => ({ ...peer, program: nativePeers.find(({ name }) => name === peer.name) }));

/** The platform's own I/O and workers. The others bring none, so these rows are a comparison of two. */
const platform = { name: "node", title: "Node's own", folder: join(benchFolder, "node"), io: true };

export const implementations = [...own, core, platform, ...native, ...peers];

/** Mailslot as another checkout has it, to compare before and after; `undefined` if `folder` is not one. */
export function otherCheckout(folder) {
  const path = resolve(process.env.INIT_CWD ?? "", folder, "packages", "bench", "mailslot");
  return existsSync(path) ? { name: "other", title: "another checkout", folder: path, isMailslot: true } : undefined;
}

/** Whether an implementation is compared in a benchmark at all. */
export function isCompared(
  implementation,
  { file, kind, platform: isPlatforms = false, threads: isOfThreads = false },
) {
  const { name, isMailslot, io = false, threads = false, only } = implementation;
  if (only !== undefined) return only.includes(file);
  if (name === own[0].name || isMailslot) return true;
  return io === (kind === "io" || isPlatforms) && threads === isOfThreads;
}

/** Tells why `implementation` has no such benchmark; `undefined` if it has one. */
export function lack(implementation, benchmark) {
  if (!isCompared(implementation, benchmark)) return "is not compared";
  if (benchmark.load === "http" && wrkAbsence() !== undefined) return wrkAbsence();
  const reason = implementation.lacks?.[benchmark.name] ?? implementation.lacks?.[benchmark.file];
  if (reason !== undefined || implementation.program) return reason;
  return existsSync(modulePath(implementation, benchmark)) ? undefined : `has no ${benchmark.file}.mjs`;
}

/** Tells why `implementation` cannot run here; `undefined` if it can. */
export function absence(implementation) {
  if (implementation.program)
    return existsSync(implementation.program.product) ? undefined : "not built: npm run bench:native";
  return versionOf(implementation) === undefined ? "not installed" : undefined;
}

/** The version of what a JavaScript implementation runs on; `undefined` if that is not installed. */
export function versionOf({ name, package: dependency }) {
  if (dependency === undefined) return "";
  const home = name === "mailslot" ? join(benchFolder, "../..") : peersFolder;
  const manifest = join(home, "node_modules", dependency, "package.json");
  return existsSync(manifest) ? JSON.parse(readFileSync(manifest, "utf8")).version : undefined;
}

/** The module that has the benchmark in a JavaScript implementation. */
export const modulePath = ({ folder }, { file }) => join(folder, `${file}.mjs`);
