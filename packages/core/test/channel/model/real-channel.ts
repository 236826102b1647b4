/** A real channel, put through the steps of the model by tasks under a manual event loop. */
import {
  CancelledError,
  type Channel,
  channel,
  drain,
  notReady,
  type Overflow,
  type Permit,
  recvMany,
  reserve,
  type Source,
  sending,
  type Task,
  tryReserve,
  type Wait,
} from "@mailslot/core";
import { failure, type Machine, pick, seen } from "@mailslot/test-support/machine";
import { stage } from "@mailslot/test-support/stage";
import type { Act, ChannelStep } from "./steps.js";

export class RealChannel implements Machine<ChannelStep> {
  private readonly scene = stage();
  private readonly channel: Channel<number>;
  private readonly tasks = new Map<number, Task>();
  private readonly results = new Map<number, unknown>();
  private readonly permits = new Map<number, Permit<number>>();
  private readonly dropped: number[] = [];
  private next = 0;

  constructor(capacity: number, overflow: Overflow = "suspend") {
    this.channel = channel({ capacity, overflow, onDrop: (message) => void this.dropped.push(message) });
  }

  state(): unknown {
    const { length, closed } = this.channel;
    const unsent = this.scene.unhandled.map((error) => (error as { unsent: unknown }).unsent);
    const results = [...this.results].sort(([a], [b]) => a - b);
    return { length, closed, results, unsent, dropped: this.dropped };
  }

  perform(step: ChannelStep): unknown {
    const id = this.next++;
    if ("task" in step) return this.start(id, step.task, step.max);
    if ("which" in step) return this[step.now](step.which, id);
    return this[step.now](id);
  }

  // Steps

  private start(id: number, act: Act, max: number): void {
    const note = (result: unknown): void => void this.results.set(id, result);
    const wait = this.act(id, act, max);
    const task = this.scene.go(function* one() {
      let result: unknown = "cancelled";
      try {
        result = yield* wait();
      } catch (error) {
        if (!(error instanceof CancelledError)) result = failure(error);
      } finally {
        note(result);
      }
    });
    this.tasks.set(id, task);
  }

  private act(id: number, act: Act, max: number): () => Generator<Wait, unknown, unknown> {
    const { channel, permits } = this;
    const operations: Record<Act, () => unknown> = {
      send: () => channel.send(id),
      sending: () => sending(channel, id),
      fire: () => void channel.send(id),
      recv: () => channel.recv(),
      recvMany: () => recvMany(channel, max),
      reserve: () => reserve(channel),
    };
    return function* wait() {
      const operation = operations[act]() as Source<unknown> | undefined;
      const value = operation === undefined ? undefined : yield* operation;
      if (act === "recv" || act === "recvMany") return value;
      if (act !== "reserve") return "sent";
      permits.set(id, value as Permit<number>);
      return "a permit";
    };
  }

  private run(): void {
    this.scene.run();
    for (const [id, { status }] of this.tasks) {
      // A task that was cancelled before it began has no body that could say so.
      if (status === "cancelled") this.results.set(id, "cancelled");
    }
  }

  private trySend(id: number): unknown {
    return seen(() => this.channel.trySend(id));
  }

  private tryRecv(): unknown {
    return seen(() => {
      const message = this.channel.tryRecv();
      return message === notReady ? "nothing" : message;
    });
  }

  private drain(): number[] {
    return drain(this.channel);
  }

  private tryReserve(id: number): unknown {
    return seen(() => {
      const permit = tryReserve(this.channel);
      if (permit !== null) this.permits.set(id, permit);
      return permit !== null;
    });
  }

  private close(): void {
    this.channel.close();
  }

  private cancel(which: number): void {
    const live = [...this.tasks.keys()].filter((id) => !this.results.has(id));
    this.tasks.get(pick(live, which) as number)?.cancel();
  }

  private use(which: number, id: number): void {
    this.takePermit(which)?.send(id);
  }

  private release(which: number): void {
    this.takePermit(which)?.release();
  }

  private takePermit(which: number): Permit<number> | undefined {
    const id = pick(
      [...this.permits.keys()].sort((a, b) => a - b),
      which,
    );
    const permit = this.permits.get(id as number);
    this.permits.delete(id as number);
    return permit;
  }
}
