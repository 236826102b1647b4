/**
 * Which numbers the threads have, and in which groups they are. Workers come first, group by group; then the calling thread, whose number is
 * therefore how many workers there are; then the spares, group by group.
 *
 * A thread never changes its group: what stands in its rings could be taken by another meanwhile.
 */

/** What is decided when threads are started; plain data, which every thread is given. */
export interface Plan {
  /** The first is that of all who name none, and of the calling thread. */
  readonly groups: readonly { readonly name: string; readonly workers: number; readonly spare: number }[];
  /** Whether the calling thread runs jobs too. */
  readonly here: boolean;
}

export class Places {
  readonly plan: Plan;
  /** How many workers; also the number of the calling thread. */
  readonly workers: number;
  /** How many numbers there are. */
  readonly threads: number;
  private readonly groupOfAll: readonly number[];

  constructor(plan: Plan) {
    this.plan = plan;
    const workers = plan.groups.flatMap((group, n) => new Array<number>(group.workers).fill(n));
    const spares = plan.groups.flatMap((group, n) => new Array<number>(group.spare).fill(n));
    this.workers = workers.length;
    this.groupOfAll = [...workers, 0, ...spares];
    this.threads = this.groupOfAll.length;
  }

  groupOf(thread: number): number {
    return this.groupOfAll[thread] as number;
  }

  nameOf(group: number): string {
    return (this.plan.groups[group] as Plan["groups"][number]).name;
  }

  /** Returns the number of a group, -1 if none has that name. */
  numberOf(name: string): number {
    return this.plan.groups.findIndex((group) => group.name === name);
  }

  /** Whether a thread looks for jobs. */
  works(thread: number): boolean {
    return thread !== this.workers || this.plan.here;
  }

  /** Returns the workers of a group. */
  workersOf(group: number): number[] {
    return Array.from({ length: this.workers }, (_, n) => n).filter((n) => this.groupOf(n) === group);
  }

  isSpare(thread: number): boolean {
    return thread > this.workers;
  }

  /** Returns the spares of a group. */
  sparesOf(group: number): number[] {
    const all = Array.from({ length: this.threads - this.workers - 1 }, (_, n) => this.workers + 1 + n);
    return all.filter((n) => this.groupOf(n) === group);
  }

  /** Returns who looks for the jobs of a group. */
  membersOf(group: number): number[] {
    const own = group === 0 && this.plan.here ? [this.workers] : [];
    return [...this.workersOf(group), ...own, ...this.sparesOf(group)];
  }
}
