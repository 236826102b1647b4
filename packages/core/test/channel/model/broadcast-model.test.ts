// The broadcast against a model: random steps of several tasks and receivers, with cancels, leaving and a close.
import { type Broadcast, type BroadcastReceiver, broadcast, LaggedError, notReady, type Task } from "@mailslot/core";
import { agree, failure, type Machine, pick } from "@mailslot/test-support/machine";
import { check } from "@mailslot/test-support/seeded";
import { orderedStage } from "@mailslot/test-support/stage";
import * as fc from "fast-check";
import { test } from "uvu";

type Step =
  | { readonly now: "run" | "send" | "subscribe" | "close" }
  | { readonly now: "recv" | "tryRecv" | "leave" | "cancel"; readonly which: number };

const now = (weight: number, ...names: ("run" | "send" | "subscribe" | "close")[]) => ({
  weight,
  arbitrary: fc.record({ now: fc.constantFrom(...names) }),
});
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    now(20, "run", "send", "send"),
    now(4, "subscribe"),
    now(1, "close"),
    {
      weight: 20,
      arbitrary: fc.record({ now: fc.constantFrom("recv", "recv", "tryRecv"), which: fc.nat({ max: 5 }) }),
    },
    { weight: 6, arbitrary: fc.record({ now: fc.constantFrom("cancel", "leave"), which: fc.nat({ max: 11 }) }) },
  ),
  { minLength: 5, maxLength: 60 },
);

/** What a call gave: a message, or why there is none. */
function received(call: () => unknown): unknown {
  try {
    const message = call();
    return message === notReady ? "nothing" : message;
  } catch (error) {
    return reason(error);
  }
}

function reason(error: unknown): string {
  return error instanceof LaggedError ? `missed ${error.missed}` : failure(error);
}

class RealBroadcast implements Machine<Step> {
  private readonly scene = orderedStage();
  private readonly broadcast: Broadcast<number>;
  private readonly receivers: BroadcastReceiver<number>[] = [];
  private readonly tasks = new Map<number, Task>();
  private readonly results = new Map<number, unknown>();
  private next = 0;

  constructor(capacity: number) {
    this.broadcast = broadcast(capacity);
  }

  state(): unknown {
    const missed = this.receivers.map((receiver) => receiver.missed);
    return { results: [...this.results].sort(([a], [b]) => a - b), missed, receivers: this.broadcast.receivers };
  }

  perform(step: Step): unknown {
    const id = this.next++;
    if (step.now === "run") return this.run();
    if (step.now === "send") return received(() => void this.broadcast.send(id));
    if (step.now === "subscribe") return void this.receivers.push(this.broadcast.subscribe());
    if (step.now === "close") return this.broadcast.close();
    if (step.now === "cancel") return this.tasks.get(pick([...this.tasks.keys()], step.which) as number)?.cancel();
    if (!("which" in step)) return undefined;
    const receiver = pick(this.receivers, step.which);
    if (receiver === undefined) return undefined;
    if (step.now === "leave") return receiver.unsubscribe();
    if (step.now === "tryRecv") return received(() => receiver.tryRecv());
    return void this.tasks.set(id, this.recv(id, receiver));
  }

  private recv(id: number, receiver: BroadcastReceiver<number>): Task {
    const note = (result: unknown): void => void this.results.set(id, result);
    return this.scene.go(function* one() {
      try {
        note(yield* receiver.recv());
      } catch (error) {
        note(reason(error));
      }
    });
  }

  private run(): void {
    this.scene.run();
    for (const [id, { status }] of this.tasks) {
      if (status === "cancelled") this.results.set(id, "cancelled");
      if (status !== "waiting") this.tasks.delete(id);
    }
  }
}

interface Subscriber {
  seen: number;
  missed: number;
  left: boolean;
  waiting: number[];
}

/** Every message ever sent, and how far each subscriber has come. */
class BroadcastModel implements Machine<Step> {
  private readonly capacity: number;
  private readonly sent: number[] = [];
  private readonly subscribers: Subscriber[] = [];
  private starting: { readonly id: number; readonly to: Subscriber }[] = [];
  private readonly results = new Map<number, unknown>();
  private readonly visible = new Map<number, unknown>();
  private closed = false;
  private next = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  state(): unknown {
    const missed = this.subscribers.map((subscriber) => subscriber.missed);
    const receivers = this.subscribers.filter(({ left }) => !left).length;
    return { results: [...this.visible].sort(([a], [b]) => a - b), missed, receivers };
  }

  perform(step: Step): unknown {
    const id = this.next++;
    if (step.now === "run") return this.run();
    if (step.now === "send") return this.send(id);
    if (step.now === "subscribe") {
      return void this.subscribers.push({ seen: this.sent.length, missed: 0, left: false, waiting: [] });
    }
    if (step.now === "close") return this.close();
    if (step.now === "cancel") return this.cancel(step.which);
    if (!("which" in step)) return undefined;
    const subscriber = pick(this.subscribers, step.which);
    if (subscriber === undefined) return undefined;
    if (step.now === "leave") return this.leave(subscriber);
    if (step.now === "tryRecv") return this.take(subscriber) ?? "nothing";
    return void this.starting.push({ id, to: subscriber });
  }

  private run(): void {
    for (const { id, to } of this.starting.splice(0)) {
      const result = this.take(to);
      if (result === undefined) to.waiting.push(id);
      else this.results.set(id, result);
    }
    for (const [id, result] of this.results) this.visible.set(id, result);
  }

  private send(id: number): unknown {
    if (this.closed) return `ERR_MAILSLOT_CLOSED gives back ${id}`;
    this.sent.push(id);
    for (const subscriber of this.subscribers) {
      const waiter = subscriber.waiting.shift();
      if (waiter === undefined) continue;
      subscriber.seen++;
      this.results.set(waiter, id);
    }
    return undefined;
  }

  private take(subscriber: Subscriber): unknown {
    if (subscriber.left) return "ERR_MAILSLOT_CLOSED";
    const oldest = Math.max(0, this.sent.length - this.capacity);
    if (subscriber.seen < oldest) {
      const missed = oldest - subscriber.seen;
      subscriber.missed += missed;
      subscriber.seen = oldest;
      return `missed ${missed}`;
    }
    if (subscriber.seen < this.sent.length) return this.sent[subscriber.seen++];
    return this.closed ? "ERR_MAILSLOT_CLOSED" : undefined;
  }

  private close(): void {
    this.closed = true;
    for (const subscriber of this.subscribers) this.end(subscriber);
  }

  private leave(subscriber: Subscriber): void {
    subscriber.left = true;
    this.end(subscriber);
  }

  private end(subscriber: Subscriber): void {
    for (const id of subscriber.waiting.splice(0)) this.results.set(id, "ERR_MAILSLOT_CLOSED");
  }

  private cancel(which: number): void {
    const waiting = this.subscribers.flatMap((subscriber) => subscriber.waiting);
    const delivered = [...this.results.keys()].filter((id) => !this.visible.has(id));
    const starting = this.starting.map((each) => each.id);
    const id = pick(
      [...waiting, ...delivered, ...starting].sort((a, b) => a - b),
      which,
    );
    if (id === undefined || this.results.has(id)) return;
    this.starting = this.starting.filter((each) => each.id !== id);
    for (const subscriber of this.subscribers) subscriber.waiting = subscriber.waiting.filter((each) => each !== id);
    this.results.set(id, "cancelled");
  }
}

for (const capacity of [1, 2, 3]) {
  test(`a broadcast that keeps ${capacity} does what a list would do`, () => {
    check(
      fc.property(steps, (all) =>
        agree(new RealBroadcast(capacity), new BroadcastModel(capacity), [...all, { now: "run" }]),
      ),
      { numRuns: 500 },
    );
  });
}

test.run();
