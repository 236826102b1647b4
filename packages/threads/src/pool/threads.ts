/** The threads as the program sees them: what starts them, counts them and ends them. */

import type { Definition, Ref } from "@mailslot/actor";
import { type Source, counters as schedulerCounters, type TraceOptions } from "@mailslot/core";
import { closed, outcomeUnknown, ThreadsError } from "../errors.js";
import { JobTable } from "../job/table.js";
import { Links } from "../link/links.js";
import { ThreadNode } from "../link/thread-node.js";
import { policy } from "../policy.js";
import { Beside } from "../thread/beside.js";
import { delaysOf } from "../thread/load.js";
import { Memory, OVERFLOWED, PARKED, PUBLISHED, RUN, STOLEN } from "../thread/memory.js";
import { HERE, type Pending, SHOWN } from "../thread/pending.js";
import { Pump } from "../thread/pump.js";
import { Thread } from "../thread/thread.js";
import { type ThreadsTrace, Tracing } from "../trace/threads-trace.js";
import { type Actors, Spawner, type SpawnOptions } from "./actors.js";
import { type BlockingThreads, blockingThreads } from "./blocking.js";
import { Crew } from "./crew.js";
import { Guard } from "./guard.js";
import { checkHere, openHere } from "./here.js";
import { JobMaker, type Jobs } from "./jobs.js";
import { Mesh } from "./mesh.js";
import { type PlatformOptions, readOptions, type Settings, type ThreadsOptions } from "./options.js";
import { settled } from "./settled.js";
import { Spares } from "./spares.js";

/** What one thread has done so far. Counts wrap at 2^31. */
export interface ThreadCounters {
  /** The number of the worker; that of the calling thread is the number of workers; those of spares are above it. */
  readonly thread: number;
  /** Jobs run. */
  readonly run: number;
  /** How often it has stolen from another thread, half of a ring each time. */
  readonly steals: number;
  /** Jobs shown to others. */
  readonly shown: number;
  /** How often half of its ring went to its inject ring. */
  readonly overflows: number;
  /** How often it has parked. */
  readonly parks: number;
  /**
   * Samples of how long a task waited at the back of the run queue of the thread's default scheduler: `samples[n]` of them under
   * `microseconds[n]`. A worker tells them when its event loop polls, and before it parks; those of one that has died are among them.
   */
  readonly delay: { readonly microseconds: readonly number[]; readonly samples: readonly number[] };
}

/** Threads that run jobs and actors. */
export interface Threads extends Jobs, Actors, AsyncDisposable {
  /** How many workers there are, in all groups, without spares. */
  readonly workers: number;
  /** Runs functions that block, each the body of a job: `blocking(job.body, { args, pool: threads.blocking })` of `@mailslot/io`. */
  readonly blocking: BlockingThreads;
  /** Looks at what each thread has done, without stopping any; after `close`, at what it had done. */
  counters(): ThreadCounters[];
  /**
   * Records what this thread and every worker do from now on, as `startActorTrace` does on one thread, with the plain jobs that each runs; each keeps the
   * newest `capacity` events. Completes when every worker has begun; one that is stuck holds that up for a second at most, and begins when it goes
   * on. A worker that starts meanwhile is recorded too. Stops a recording that runs, as `startTrace` does: that keeps what it has. `close` ends it.
   * Rejected with `ERR_MAILSLOT_ARGUMENT` when the capacity is not a whole number above 0, and with `ERR_MAILSLOT_CLOSED` after `close`.
   */
  trace(options?: TraceOptions): Promise<ThreadsTrace>;
  /**
   * Ends the workers. What has not begun fails with `ERR_MAILSLOT_CLOSED`; what has begun may end within a second, or fails with
   * {@link UnknownOutcomeError}. The promise completes when nothing is left but
   * threads in a native call, which end when that returns.
   */
  close(): Promise<void>;
}

/**
 * Starts worker threads that run jobs, and steal them from each other. Fails with {@link ThreadsError}, code `ERR_MAILSLOT_START`,
 * if an entry throws or does not end, if two jobs or actors have one name, or if a worker knows others than this thread; then nothing
 * is left.
 *
 * @example
 * ```ts
 * import { defineJob, startThreads } from "@mailslot/threads";
 *
 * // A module of its own, which a program has as a file: entry: new URL("./work.js", import.meta.url)
 * const work = `import { defineJob } from "${import.meta.resolve("@mailslot/threads")}";
 *   export const double = defineJob("double", (n) => 2 * n);`;
 * const double = defineJob("double", (n: number) => 2 * n); // a program imports it from there
 *
 * await using threads = await startThreads({ workers: 2, entry: `data:text/javascript,${encodeURIComponent(work)}` });
 * console.log(await threads.run(double, 21)); // 42
 * ```
 */
export async function startThreads(options: ThreadsOptions): Promise<Threads> {
  const settings = readOptions(options);
  const { entries, imports, platform, plan } = settings;
  if (plan.here) checkHere();
  const modules: [string, object][] = [];
  for (const address of entries) modules.push([address, await importEntry(address)]);
  const threads = new RunningThreads(settings, new JobTable(modules));
  await threads.startWorkers({ imports, entries }, platform);
  return threads;
}

class RunningThreads extends JobMaker implements Threads {
  readonly workers: number;
  readonly blocking: BlockingThreads;
  private readonly closeHere: () => void;
  private readonly memory: Memory;
  private readonly pump: Pump;
  private readonly beside: Beside;
  private readonly crew: Crew;
  private readonly guard: Guard;
  private readonly actors: Spawner;
  private readonly mesh: Mesh;
  private readonly tracing: Tracing;
  private readonly hold: NodeJS.Timeout;
  private holders: number;
  private closing: Promise<void> | null;

  constructor(settings: Settings, table: JobTable) {
    const { plan, onDeath } = settings;
    const memory = new Memory(plan);
    const { workers } = memory;
    // Of this process alone. `randomUUID` would cost each worker a megabyte on Node 26: that of node:crypto.
    const channel = `mailslot/threads/${Math.random()}/${Math.random()}`;
    let thread: Thread | null = null;
    const beside = new Beside(channel, (hint, serial) => thread?.cancelled(hint, serial));
    const links = new Links(memory);
    thread = new Thread(workers, memory, table, beside, links);
    super(thread);
    const node = new ThreadNode("the calling thread", links, table, null);
    this.actors = new Spawner(node, memory, workers);
    this.mesh = new Mesh(node, workers);
    this.tracing = new Tracing(this.mesh, workers);
    this.workers = workers;
    this.blocking = blockingThreads(this.thread, () => this.isClosed);
    this.closeHere = plan.here ? openHere(this) : () => {};
    this.memory = memory;
    this.beside = beside;
    this.pump = new Pump(this.thread);
    this.closing = null;
    // Keeps the program alive while it waits for a job or an actor: a waiter of Atomics.waitAsync does not.
    this.hold = setInterval(() => {}, 2 ** 30).unref();
    this.holders = 0;
    const onBusy = (busy: boolean): void => {
      this.holders += busy ? 1 : -1;
      if (this.holders > 0) this.hold.ref();
      else this.hold.unref();
    };
    this.thread.own.onBusy = onBusy;
    node.onBusy = onBusy;
    const spares = new Spares(memory);
    const shared = { memory, mesh: this.mesh, spares, channel, names: table.names };
    this.crew = new Crew(shared, this.thread, onDeath, (error) => this.give(error));
    this.guard = new Guard(memory, table, this.crew, spares, settings);
    links.onStray = (worker, error) => this.crew.condemn(worker, error);
  }

  /** Starts the workers; if one cannot, nothing is left. */
  startWorkers(
    modules: { imports: readonly string[]; entries: readonly string[] },
    platform: PlatformOptions,
  ): Promise<void> {
    return this.crew.start(modules, platform).catch(async (error) => {
      await this.close();
      throw error;
    });
  }

  spawn<A extends readonly unknown[], R>(definition: Definition<A, R>, ...args: A): Source<Ref<R>> {
    return this.actors.spawn(definition, ...args);
  }

  spawnWith<A extends readonly unknown[], R>(
    options: SpawnOptions,
    definition: Definition<A, R>,
    ...args: A
  ): Source<Ref<R>> {
    return this.actors.spawnWith(options, definition, ...args);
  }

  counters(): ThreadCounters[] {
    this.pump.tellLoad();
    const { memory } = this;
    const { microseconds } = schedulerCounters().delay;
    return Array.from({ length: memory.places.threads }, (_, thread) => {
      const at = memory.counterAt(thread);
      const [run, steals, shown, overflows, parks] = [RUN, STOLEN, PUBLISHED, OVERFLOWED, PARKED].map(
        (one) => memory.words[at + one] as number,
      );
      const delay = { microseconds, samples: delaysOf(memory, thread) };
      return { thread, run, steals, shown, overflows, parks, delay } as ThreadCounters;
    });
  }

  async trace(options: TraceOptions = {}): Promise<ThreadsTrace> {
    if (this.isClosed) throw closed("the trace was not started");
    return this.tracing.start(options);
  }

  close(): Promise<void> {
    this.closing ??= this.end();
    return this.closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  protected override aborted(worker: number, pending: Pending): void {
    this.crew.endUnless(worker, () => pending.place !== SHOWN);
  }

  /** Ends everything, since workers die again and again. */
  private give(error: unknown): void {
    this.isClosed = true;
    this.actors.close();
    this.thread.own.failAll(() => error);
    void this.close();
  }

  private async end(): Promise<void> {
    this.isClosed = true;
    this.guard.close();
    this.actors.close();
    this.thread.own.cancelWaiting(({ job }) => closed(`job "${job.name}" was not begun`));
    await settled(this.thread.own, policy.closeWithin);
    await this.tracing.close();
    this.mesh.close();
    await this.crew.end();
    this.thread.own.failAll(({ job, place }) =>
      place === HERE ? closed(job.name) : outcomeUnknown(job.name, -1, closed("close()")),
    );
    this.closeHere();
    this.pump.close();
    this.beside.close();
    clearInterval(this.hold);
  }
}

async function importEntry(address: string): Promise<object> {
  try {
    return (await import(address)) as object;
  } catch (cause) {
    throw new ThreadsError(
      "ERR_MAILSLOT_START",
      `importing ${address} failed on the calling thread: ${String(cause)}`,
      { cause },
    );
  }
}
