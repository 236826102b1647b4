// runs under Node alone: it counts the listeners of a signal with node:events
/**
 * User code may do anything anywhere. Every call into it (converters, `then`, onDrop, hooks, carriers, abort listeners, end
 * watchers, sources of others) throws, re-enters, sends, cancels, closes or spawns, as a seed chooses.
 */
import { getEventListeners } from "node:events";
import {
  abortable,
  type Channel,
  channel,
  counters,
  defaultScheduler,
  drain,
  fromPromise,
  mapped,
  notReady,
  observe,
  QueuedSource,
  type Source,
  scope,
  semaphore,
  sleep,
  type Task,
  timeout,
  watchEnd,
} from "@mailslot/core";
import { random, seed } from "@mailslot/test-support/seeded";
import { type Stage, stage } from "@mailslot/test-support/stage";
import { test } from "uvu";
import * as assert from "uvu/assert";

const RUNS = Number(process.env.MAILSLOT_RUNS ?? 100);

class Message {
  readonly id: number;
  private readonly world: World;
  constructor(world: World, id: number) {
    this.world = world;
    this.id = id;
  }
  get then(): undefined {
    this.world.strike();
    return undefined;
  }
}

class Foreign extends QueuedSource<unknown> {
  private readonly world: World;
  constructor(world: World) {
    super();
    this.world = world;
  }
  poll(): typeof notReady {
    this.world.strike();
    return notReady;
  }
  override subscribe(waiter: Parameters<QueuedSource<unknown>["subscribe"]>[0]): void {
    super.subscribe(waiter);
    this.world.strike();
  }
  override unsubscribe(waiter: Parameters<QueuedSource<unknown>["unsubscribe"]>[0]): void {
    super.unsubscribe(waiter);
    this.world.strike();
  }
  give(): void {
    this.waiters.take()?.deliver(1);
  }
  get isEmpty(): boolean {
    return this.waiters.head === null;
  }
}

class World {
  readonly own: Stage = stage();
  readonly tasks: Task[] = [];
  readonly control = new AbortController();
  readonly foreign = new Foreign(this);
  readonly permits = semaphore(2);
  readonly accepted = new Set<number>();
  readonly taken: number[] = [];
  readonly messages: Channel<Message>;
  private readonly draw: () => number;
  private depth = 0;
  private calm = false;

  constructor(from: number) {
    this.draw = random(from);
    this.messages = channel<Message>({
      capacity: 3,
      overflow: "drop-oldest",
      onDrop: (message) => {
        this.taken.push(message.id);
        this.strike();
      },
    });
    const strike = (): void => this.strike();
    observe(this.own.scheduler, {
      hooks: { spawned: strike, beforeTick: strike, afterTick: strike, ended: strike },
      carrier: {
        capture: strike,
        run: (_, tick) => {
          strike();
          tick();
          strike();
        },
      },
    });
    this.control.signal.addEventListener("abort", () => this.strikeCaught());
  }

  pick(n: number): number {
    return Math.floor(this.draw() * n);
  }

  /** Does something that user code may do. */
  strike(): void {
    if (this.calm || this.depth > 3 || this.pick(3) > 0) return;
    this.depth++;
    try {
      this.act();
    } finally {
      this.depth--;
    }
  }

  strikeCaught(): void {
    try {
      this.strike();
    } catch {
      // The platform reports what a listener throws; here it would end the test.
    }
  }

  private act(): unknown {
    const task = this.tasks[this.pick(this.tasks.length)];
    switch (this.pick(8)) {
      case 0:
        throw new Error("thrown by user code");
      case 1:
        return task?.cancel("struck");
      case 2:
      case 3:
        return this.send();
      case 4:
        return this.foreign.give();
      case 5:
        return this.spawn();
      case 6:
        return this.permits.tryAcquire()?.release();
      default:
        return this.pick(40) === 0 && this.control.abort("struck");
    }
  }

  send(): void {
    if (this.messages.closed) return;
    const id = this.accepted.size;
    this.accepted.add(id);
    this.messages.send(new Message(this, id));
  }

  /** A wait on anything, wrapped in anything. */
  wait(): Source<unknown> {
    const source = this.plainWait();
    if (this.pick(3) === 0) return timeout(source, this.pick(20));
    if (this.pick(3) === 0) return abortable(source, this.control.signal);
    return source;
  }

  received(): Source<Message> {
    return mapped(this.messages.recv(), (message) => {
      this.taken.push(message.id);
      this.strike();
      return message;
    });
  }

  private plainWait(): Source<unknown> {
    const converted = (value: unknown): unknown => {
      this.strike();
      return value;
    };
    switch (this.pick(6)) {
      case 0:
      case 1:
        return this.received();
      case 2:
        return mapped(this.foreign, converted);
      case 3:
        return this.foreign;
      case 4:
        return mapped(this.permits.acquire(), (permit) => {
          permit.release();
          converted(null);
        });
      default:
        return sleep(this.pick(10));
    }
  }

  spawn(): void {
    if (this.calm || this.tasks.length > 60) return;
    const world = this;
    const body = [
      function* steps() {
        for (let n = 0; n < 3; n++) {
          try {
            yield* world.wait();
          } finally {
            yield* sleep(1);
          }
        }
      },
      async () => {
        await world.wait();
        await world.received();
      },
      () => ({
        then(ok: (value: unknown) => void) {
          ok(1);
          world.strike();
          ok(2);
        },
      }),
      () => scope((tasks) => void tasks.go(() => world.wait())),
      () => fromPromise(world.wait()),
    ][this.pick(5)] as () => unknown;
    const task = this.own.go(body, this.pick(2) === 0 ? { signal: this.control.signal } : {});
    this.tasks.push(task);
    watchEnd(task, {
      ended: () => {
        this.strike();
        return true;
      },
    });
  }

  /** Ends everything, without strikes. */
  async end(): Promise<void> {
    this.calm = true;
    this.messages.close();
    for (const task of this.tasks) task.cancel();
    for (let n = 0; n < 5; n++) {
      await this.own.loop.settle();
      this.own.loop.advance(100);
      while (!this.foreign.isEmpty) this.foreign.give();
    }
    this.taken.push(...drain(this.messages).map(({ id }) => id));
  }
}

async function run(from: number): Promise<void> {
  const world = new World(from);
  const { own } = world;
  for (let n = 0; n < 40; n++) {
    if (n % 2 === 0) world.spawn();
    try {
      world.send();
    } catch (error) {
      assert.unreachable(`a sender got what others threw: ${error}`);
    }
    if (n % 3 === 0) await own.loop.settle();
    if (n % 4 === 0) own.loop.advance(3);
  }
  await world.end();
  const hanging = world.tasks.filter(({ status }) => !["completed", "failed", "cancelled"].includes(status));
  assert.equal(
    hanging.map((task) => task.name),
    [],
    "nothing hangs",
  );
  assert.is(counters(own.scheduler).live, 0, "the register is empty");
  assert.ok(world.foreign.isEmpty, "lists are empty");
  assert.is(world.permits.available, 2, "permits are back");
  assert.ok(getEventListeners(world.control.signal, "abort").length <= 1, "no listener stays");
  assert.is(own.loop.step(), false, "no turn is asked for");
  const taken = world.taken.sort((a, b) => a - b);
  assert.equal(new Set(taken).size, taken.length, "nothing is doubled");
  assert.equal(
    [...world.accepted].filter((id) => !taken.includes(id)),
    [],
    "nothing is lost",
  );
}

test("whatever user code does, nothing hangs, is lost, doubled or kept", async () => {
  defaultScheduler().onUnhandled = () => {}; // what is thrown outside every task is reported there
  for (let n = 0; n < RUNS; n++) {
    try {
      await run(seed + n);
    } catch (error) {
      const { message, details = "" } = error as Error & { details?: string };
      throw new Error(`MAILSLOT_SEED=${seed + n} MAILSLOT_RUNS=1 has it again: ${message} ${details}`, {
        cause: error,
      });
    }
  }
});

test.run();
