/** Spawning actors on workers, from whichever thread. */

import { type Definition, type Ref, spawn } from "@mailslot/actor";
import { type Oneshot, oneshot, type Source } from "@mailslot/core";
import { badArgument, checkOptions } from "@mailslot/core/engine";
import { closed } from "../errors.js";
import type { ThreadNode } from "../link/thread-node.js";
import { LIVE, type Memory } from "../thread/memory.js";
import { groupNumber } from "./groups.js";

/** Where to spawn an actor. */
export interface SpawnOptions {
  /** The number of the worker. Default: the one of the group with the fewest live tasks. */
  readonly worker?: number;
  /** The name of the group on whose workers it may live. Default: as in `runWith`. */
  readonly group?: string | undefined;
}

/** Spawns actors, each of which lives on one worker. */
export interface Actors {
  /**
   * Spawns an actor on the worker with the fewest live tasks, of the group of the thread that spawns it, and gives its ref, which is used like a
   * local one. Waits while no worker is there, since one has died. Throws `ERR_MAILSLOT_UNKNOWN_DEFINITION` if no entry exports the definition, and
   * `ERR_MAILSLOT_NOT_CARRIED` if an argument cannot cross; fails with what its state function throws, and with
   * `ERR_MAILSLOT_NO_CONNECTION` if the worker dies meanwhile.
   */
  spawn<A extends readonly unknown[], R>(definition: Definition<A, R>, ...args: A): Source<Ref<R>>;
  /**
   * Spawns an actor with options: `spawnWith({ worker: 1 }, definition, ...args)`. Throws `ERR_MAILSLOT_UNKNOWN_GROUP` if these threads have no
   * group of that name, and `ERR_MAILSLOT_ARGUMENT` if the worker is not in the group.
   */
  spawnWith<A extends readonly unknown[], R>(
    options: SpawnOptions,
    definition: Definition<A, R>,
    ...args: A
  ): Source<Ref<R>>;
}

interface Waiting {
  readonly answer: Oneshot<Ref<never>>;
  /** On which workers it may live. */
  readonly workers: readonly number[];
  readonly definition: Definition<never, never>;
  readonly args: readonly unknown[];
}

export class Spawner implements Actors {
  private readonly node: ThreadNode;
  private readonly memory: Memory;
  /** The number of this thread. */
  private readonly self: number;
  /** The workers of its group. */
  private readonly home: readonly number[];
  /** How many spawns of this thread are under way, by worker. */
  private readonly underWay: number[];
  private waiting: Waiting[];
  private next: number;
  private isClosed: boolean;

  constructor(node: ThreadNode, memory: Memory, self: number) {
    this.node = node;
    this.memory = memory;
    this.self = self;
    this.home = memory.places.workersOf(memory.places.groupOf(self));
    this.underWay = new Array(memory.workers).fill(0);
    this.waiting = [];
    this.next = 0;
    this.isClosed = false;
    node.onConnect = () => this.spawnWaiting();
  }

  spawn<A extends readonly unknown[], R>(definition: Definition<A, R>, ...args: A): Source<Ref<R>> {
    return this.begin(this.home, definition, args);
  }

  spawnWith<A extends readonly unknown[], R>(
    options: SpawnOptions,
    definition: Definition<A, R>,
    ...args: A
  ): Source<Ref<R>> {
    checkOptions("spawnWith", options);
    const { worker, group } = options;
    const { workers, places } = this.memory;
    if (worker !== undefined && !(Number.isInteger(worker) && worker >= 0 && worker < workers))
      throw badArgument("worker", worker, `the number of a worker, from 0 to ${workers - 1}`);
    const number = groupNumber(places, this.self, "spawnWith()", group);
    if (worker === undefined) return this.begin(places.workersOf(number), definition, args);
    if (group !== undefined && places.groupOf(worker) !== number) {
      const [first, last] = [places.workersOf(number)[0], places.workersOf(number).at(-1)];
      throw badArgument("worker", worker, `the number of a worker of group "${group}", from ${first} to ${last}`);
    }
    return this.begin([worker], definition, args);
  }

  close(): void {
    this.isClosed = true;
    for (const { answer, definition } of this.waiting.splice(0))
      answer.fail(closed(`actor "${definition.name}" was not spawned`));
  }

  private begin<A extends readonly unknown[], R>(
    workers: readonly number[],
    definition: Definition<A, R>,
    args: A,
  ): Source<Ref<R>> {
    this.node.checkKnown(definition);
    if (this.isClosed) throw closed(`actor "${definition.name}" was not spawned`);
    const answer = oneshot<Ref<R>>();
    const one = { answer, workers, definition, args } as unknown as Waiting;
    if (!this.spawnOne(one)) this.waiting.push(one);
    return answer;
  }

  private spawnWaiting(): void {
    this.waiting = this.waiting.filter((one) => {
      try {
        return !this.spawnOne(one);
      } catch (error) {
        one.answer.fail(error);
        return false;
      }
    });
  }

  /** Spawns it, unless the worker is not there. */
  private spawnOne({ answer, workers, definition, args }: Waiting): boolean {
    const worker = this.leastLoaded(workers);
    if (worker === this.self) {
      this.spawnHere(answer, definition, args);
      return true;
    }
    const peer = this.node.peer(worker);
    if (peer === null) return false;
    const spawned = peer.spawn(definition, ...(args as never));
    this.underWay[worker] = (this.underWay[worker] as number) + 1;
    spawned.then(
      (ref) => {
        this.ended(worker);
        answer.send(ref);
      },
      (error: unknown) => {
        this.ended(worker);
        answer.fail(error);
      },
    );
    return true;
  }

  /** Fails as a spawn elsewhere does: by the answer. */
  private spawnHere(answer: Waiting["answer"], definition: Waiting["definition"], args: Waiting["args"]): void {
    let ref: Ref<never>;
    try {
      ref = spawn(definition, ...(args as never)); // user code runs here
    } catch (error) {
      answer.fail(error);
      return;
    }
    answer.send(ref);
  }

  private ended(worker: number): void {
    this.underWay[worker] = (this.underWay[worker] as number) - 1;
  }

  /** Returns the worker of these with the fewest live tasks; of several, each in turn. Without any, one that is not there. */
  private leastLoaded(workers: readonly number[]): number {
    if (workers.length === 1) return workers[0] as number;
    const { words } = this.memory;
    let [best, least] = [-1, Number.POSITIVE_INFINITY];
    for (let n = 0; n < workers.length; n++) {
      const worker = workers[(this.next + n) % workers.length] as number;
      if (worker !== this.self && this.node.peer(worker) === null) continue;
      const load = (words[this.memory.counterAt(worker) + LIVE] as number) + (this.underWay[worker] as number);
      if (load < least) [best, least] = [worker, load];
    }
    this.next = (workers.indexOf(best) + 1) % workers.length;
    return best;
  }
}
