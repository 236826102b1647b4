/** Watches over the workers of one pool: spares work for those that are stuck, which are reported with what they run and where they are. */

import type { JobTable } from "../job/table.js";
import { policy } from "../policy.js";
import type { Memory } from "../thread/memory.js";
import { type StuckWorker, stuckWorker } from "../watch/report.js";
import { whereaboutsOf } from "../watch/stack.js";
import { Watch } from "../watch/watch.js";
import type { Crew } from "./crew.js";
import type { Spares } from "./spares.js";

export class Guard {
  private readonly memory: Memory;
  private readonly table: JobTable;
  private readonly crew: Crew;
  private readonly after: number;
  private readonly onStuck: (stuck: StuckWorker) => void;
  private readonly watch: Watch;

  constructor(
    memory: Memory,
    table: JobTable,
    crew: Crew,
    spares: Spares,
    { stuckAfter, onStuck }: { readonly stuckAfter: number; readonly onStuck: (stuck: StuckWorker) => void },
  ) {
    this.memory = memory;
    this.table = table;
    this.crew = crew;
    this.after = stuckAfter;
    this.onStuck = onStuck;
    this.watch = new Watch(memory, stuckAfter, {
      isThere: (worker) => crew.workerAt(worker) !== null,
      stuck: (worker) => {
        spares.setStuck(worker, true);
        void this.report(worker);
      },
      moves: (worker) => spares.setStuck(worker, false),
    });
  }

  close(): void {
    this.watch.close();
  }

  private async report(worker: number): Promise<void> {
    const { memory, table, crew, after } = this;
    const thread = crew.workerAt(worker);
    if (thread === null) return;
    const where = await whereaboutsOf(crew.nameOf(worker), policy.stackWithin);
    // It may have moved meanwhile, or has ended.
    if (crew.workerAt(worker) !== thread || !this.watch.isStuck(worker)) return;
    const end = (): void => crew.endOne(worker, thread);
    this.onStuck(stuckWorker(memory, table, worker, after, where, end)); // user code runs here
  }
}
