/** The workers, and the spares, as threads of the platform: their start, their deaths, and who takes their place. */

import { MessageChannel, Worker } from "node:worker_threads";
import { ThreadsError } from "../errors.js";
import { policy } from "../policy.js";
import type { Memory } from "../thread/memory.js";
import type { Thread } from "../thread/thread.js";
import { BOOTSTRAP, type WorkerMessage, type WorkerSetup } from "../worker/bootstrap.js";
import { buryWorker } from "./burial.js";
import type { Mesh } from "./mesh.js";
import type { PlatformOptions, WorkerDeath } from "./options.js";
import type { Spares } from "./spares.js";

interface Shared {
  readonly memory: Memory;
  readonly mesh: Mesh;
  readonly spares: Spares;
  readonly channel: string;
  readonly names: readonly string[];
}

export class Crew {
  private readonly shared: Shared;
  private readonly caller: Thread;
  private readonly onDeath: (death: WorkerDeath) => void;
  private readonly give: (error: unknown) => void;
  /** By their numbers; null where none lives, and for the calling thread. */
  private readonly workers: (Worker | null)[];
  private setup: Pick<WorkerSetup, "imports" | "entries">;
  private platform: PlatformOptions;
  private ending: boolean;
  /** Why workers are ended that have not died by themselves. */
  private readonly condemned: Map<number, unknown>;
  /** When workers have died, of late. */
  private deaths: number[];
  /** Counts the pools of this thread. */
  private readonly pool: number;

  constructor(shared: Shared, caller: Thread, onDeath: Crew["onDeath"], give: (error: unknown) => void) {
    this.shared = shared;
    this.caller = caller;
    this.onDeath = onDeath;
    this.give = give;
    this.workers = new Array(shared.memory.places.threads).fill(null);
    this.setup = { imports: [], entries: [] };
    this.platform = { execArgv: undefined, resourceLimits: [] };
    this.ending = false;
    this.condemned = new Map();
    this.deaths = [];
    this.pool = ++pools;
  }

  /** Starts all workers; rejected if one of them cannot start. */
  async start(setup: Pick<WorkerSetup, "imports" | "entries">, platform: PlatformOptions): Promise<void> {
    this.setup = setup;
    this.platform = platform;
    const { workers } = this.shared.memory;
    await Promise.all(this.workers.map((_, id) => (id === workers ? null : this.startOne(id))));
  }

  /** Ends a worker, unless `isOver` some time from now: what was aborted there goes on. */
  endUnless(id: number, isOver: () => boolean): void {
    const worker = this.workers[id];
    // The timer holds the program: somebody waits for the job.
    setTimeout(() => {
      if (!isOver() && worker) this.endOne(id, worker);
    }, policy.grace);
  }

  /**
   * Ends a worker, if it lives. One that is in a native call ends when that returns: until then nobody waits, since it counts as dead, and another
   * takes its place. It runs no more of our code.
   */
  endOne(id: number, worker: Worker): void {
    if (this.workers[id] !== worker) return;
    void worker.terminate();
    const late = setTimeout(() => {
      const text = `worker ${id} was ended in a native call: its thread ends when that returns`;
      this.died(id, worker, this.condemned.get(id) ?? new ThreadsError("ERR_MAILSLOT_WORKERS_DIE", text));
    }, policy.endsWithin);
    worker.once("exit", () => clearTimeout(late));
  }

  /** Returns the thread of a worker that has started. */
  workerAt(id: number): Worker | null {
    return this.shared.mesh.has(id) ? (this.workers[id] ?? null) : null;
  }

  /** Returns what the platform calls a worker, and no other of this process that lives. */
  nameOf(id: number): string {
    return this.pool === 1 ? `mailslot worker ${id}` : `mailslot worker ${id} of pool ${this.pool}`;
  }

  /** Ends a worker that has written where it must not. */
  condemn(id: number, error: unknown): void {
    this.condemned.set(id, error);
    const worker = this.workers[id];
    if (worker) this.endOne(id, worker);
  }

  /** Ends all workers. Those in a native call are not waited for, but by the end of the process. */
  async end(): Promise<void> {
    this.ending = true;
    // Somebody waits for their ends: without a reference the program could end before.
    for (const worker of this.workers) worker?.ref();
    let late: NodeJS.Timeout | undefined;
    const within = new Promise((resolve) => {
      late = setTimeout(resolve, PATIENCE * policy.endsWithin);
    });
    await Promise.race([within, Promise.all(this.workers.map((worker) => worker?.terminate()))]);
    clearTimeout(late);
    for (const worker of this.workers) worker?.unref();
  }

  private startOne(id: number): Promise<void> {
    const { memory, mesh, channel, names } = this.shared;
    const { port1: orders, port2 } = new MessageChannel();
    orders.unref();
    const { execArgv } = this.platform;
    const resourceLimits = this.platform.resourceLimits[memory.places.groupOf(id)];
    const workerData: WorkerSetup = {
      ...this.setup,
      buffer: memory.buffer,
      id,
      plan: memory.places.plan,
      channel,
      names,
      orders: port2,
      start: START,
    };
    const worker = new Worker(BOOTSTRAP, {
      eval: true,
      workerData,
      transferList: [port2],
      name: this.nameOf(id),
      ...(execArgv === undefined ? {} : { execArgv: [...execArgv] }),
      ...(resourceLimits === undefined ? {} : { resourceLimits }),
    });
    this.workers[id] = worker;
    return new Promise((ready, failed) => {
      const late = setTimeout(() => {
        failed(
          startFailed(`worker ${id} was not ready within ${policy.startWithin / 1000} s: its entries have not ended`),
        );
        void worker.terminate();
      }, policy.startWithin);
      let reason: unknown;
      worker.on("message", (message: WorkerMessage) => {
        if (message.kind === "stray") return this.condemn(message.peer, message.error);
        clearTimeout(late);
        if (message.kind === "ready") {
          memory.countPresent(1);
          mesh.join(id, message.identity, orders);
          this.shared.spares.setGone(id, false);
          if (!this.ending) worker.unref(); // else somebody waits for its end: see end()
          return ready();
        }
        failed(startProblem(id, message));
        void worker.terminate();
      });
      worker.on("error", (error) => {
        reason = error;
      });
      worker.on("exit", (code) => {
        clearTimeout(late);
        failed(startFailed(`worker ${id} ended while it started`, reason));
        this.died(
          id,
          worker,
          reason ??
            this.condemned.get(id) ??
            new ThreadsError("ERR_MAILSLOT_WORKERS_DIE", `worker ${id} ended with code ${code}`),
        );
      });
    });
  }

  private died(id: number, worker: Worker, reason: unknown): void {
    if (this.workers[id] !== worker) return;
    this.workers[id] = null;
    this.condemned.delete(id);
    if (this.ending) return;
    if (this.shared.mesh.leave(id)) this.shared.memory.countPresent(-1);
    buryWorker(this.shared.memory, id, (hint, group) => this.caller.own.hintAgain(hint, group));
    this.shared.spares.setGone(id, true);
    this.caller.own.poke();
    const now = performance.now();
    this.deaths = this.deaths.filter((at) => now - at < policy.deathsWithin);
    this.deaths.push(now);
    this.onDeath({ worker: id, reason }); // user code may run here
    if (this.deaths.length > policy.deaths) {
      const text = `${this.deaths.length} workers have died within ${policy.deathsWithin / 1000} s: these threads give up`;
      this.give(new ThreadsError("ERR_MAILSLOT_WORKERS_DIE", text, { cause: reason }));
      return;
    }
    // A start that fails ends in another death.
    this.startOne(id).catch(() => undefined);
  }
}

// Nobody waits for a successor here, and on a busy machine a thread that is in no native call may need longer than usual to end.
const PATIENCE = 10;

let pools = 0;

// Only where this package is a file of its own: a bundle would start the program once more.
const START = /\/threads\/dist\/(?:development\/)?index\.js$/.test(import.meta.url) ? import.meta.url : null;

function startProblem(id: number, message: Exclude<WorkerMessage, { kind: "ready" | "stray" }>): ThreadsError {
  if (message.kind === "failed") {
    const { address, error } = message;
    return startFailed(`importing ${address} failed on worker ${id}: ${String(error)}`, error);
  }
  if (message.kind === "no-jobs")
    return startFailed(`no entry of worker ${id} imports @mailslot/threads: export a job made by defineJob()`);
  const { missing, extra } = message;
  const parts = [
    missing.length > 0 ? `worker ${id} does not know ${missing.join(", ")}, which the calling thread does` : "",
    extra.length > 0 ? `worker ${id} knows ${extra.join(", ")}, which the calling thread does not` : "",
  ];
  return startFailed(
    `${parts.filter((part) => part !== "").join("; ")}: an entry must export the same jobs and actors on every thread. ` +
      "If a bundler gave program and entries a copy of @mailslot/threads each, let it split off what they share",
  );
}

function startFailed(text: string, cause?: unknown): ThreadsError {
  return new ThreadsError("ERR_MAILSLOT_START", text, cause === undefined ? undefined : { cause });
}
