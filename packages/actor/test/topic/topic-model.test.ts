/** Topics under random subscribers and publishers, beside a model that keeps a list for each subscriber. */
import { defineActor, kill, type RefOf, type TopicReceiver, topic } from "@mailslot/actor";
import { notReady } from "@mailslot/core";
import { agree, type Machine, pick, seen } from "@mailslot/test-support/machine";
import { check } from "@mailslot/test-support/seeded";
import fc from "fast-check";
import { test } from "uvu";
import { stage } from "../stage.js";

type Step =
  | { readonly do: "publish" | "take" | "leave" | "wait" | "end"; readonly which: number }
  | { readonly do: "receive"; readonly capacity: number; readonly drops: boolean }
  | { readonly do: "subscribe" }
  | { readonly do: "close" };

const Listener = defineActor("listener", {
  state: (heard: number[]) => ({ heard }),
  receive: { hear: (ctx, n: number) => void ctx.state.heard.push(n) },
});

class Real implements Machine<Step> {
  private readonly on = stage();
  private readonly numbers = topic<number>("numbers");
  private readonly receivers: TopicReceiver<number>[] = [];
  private readonly actors: { readonly ref: RefOf<typeof Listener>; readonly heard: number[] }[] = [];
  private readonly waits: { readonly what: string; readonly end: () => unknown }[] = [];
  private published = 0;

  private spawn(heard: number[]) {
    return this.on.spawn(Listener, heard);
  }

  perform(step: Step): unknown {
    const result = seen(() => this.act(step));
    this.on.run();
    return result;
  }

  private act(step: Step): unknown {
    const { on, numbers } = this;
    if (step.do === "receive") {
      const { capacity, drops } = step;
      const receiver = numbers.receiver({ capacity, overflow: drops ? "drop-oldest" : "suspend", owner: null });
      return void this.receivers.push(receiver);
    }
    if (step.do === "subscribe") {
      const heard: number[] = [];
      const ref = this.spawn(heard);
      this.actors.push({ ref, heard });
      return numbers.subscribe(ref, "hear");
    }
    if (step.do === "close") return numbers.close();
    if (step.do === "publish") {
      const n = ++this.published;
      const publication = numbers.publish(n);
      const publisher = on.go(() => publication);
      return void this.waits.push({ what: `publish ${n}`, end: () => publisher.poll() });
    }
    if (step.do === "end") return void kill(pick(this.actors, step.which)?.ref ?? this.spawn([]));
    const receiver = pick(this.receivers, step.which);
    if (step.do === "leave") return receiver?.unsubscribe();
    if (step.do === "take") {
      const taken = receiver?.tryRecv();
      return taken === notReady ? "nothing" : taken;
    }
    if (receiver === undefined) return undefined;
    const task = on.go(() => receiver.recv());
    on.scheduler.go(() => task.outcome());
    return void this.waits.push({ what: "receive", end: () => task.poll() });
  }

  state(): unknown {
    const ends = this.waits.map(({ what, end }) => {
      const got = seen(end);
      return `${what}: ${got === notReady ? "waits" : got}`;
    });
    return {
      ends,
      size: this.numbers.size,
      heard: this.actors.map(({ heard }) => [...heard]),
      waiting: this.receivers.map(({ length, missed }) => [length, missed]),
    };
  }
}

interface ModelReceiver {
  readonly capacity: number;
  readonly drops: boolean;
  /** What waits for it. */
  unread: number[];
  missed: number;
  hasLeft: boolean;
  readonly waits: { got?: number | string }[];
}

class Model implements Machine<Step> {
  private readonly receivers: ModelReceiver[] = [];
  private readonly actors: { heard: number[]; subscribed: boolean }[] = [];
  private readonly waits: ({ readonly publish: number } | { got?: number | string })[] = [];
  private published = 0;
  private closed = false;

  perform(step: Step): unknown {
    return seen(() => this.act(step));
  }

  private act(step: Step): unknown {
    if (step.do === "receive") {
      if (this.closed) return "ERR_MAILSLOT_CLOSED";
      const { capacity, drops } = step;
      this.receivers.push({ capacity, drops, unread: [], missed: 0, hasLeft: false, waits: [] });
      return undefined;
    }
    if (step.do === "subscribe") {
      this.actors.push({ heard: [], subscribed: !this.closed });
      return this.closed ? "ERR_MAILSLOT_CLOSED" : undefined;
    }
    if (step.do === "close") {
      this.closed = true;
      for (const receiver of this.receivers) this.fail(receiver);
      for (const actor of this.actors) actor.subscribed = false;
      return undefined;
    }
    if (step.do === "publish") return this.publish(++this.published);
    if (step.do === "end") {
      const actor = pick(this.actors, step.which);
      if (actor !== undefined) actor.subscribed = false;
      return undefined;
    }
    const receiver = pick(this.receivers, step.which);
    if (receiver === undefined) return undefined;
    if (step.do === "leave") {
      receiver.hasLeft = true;
      receiver.unread = [];
      this.fail(receiver);
      return undefined;
    }
    if (step.do === "take") return this.take(receiver) ?? "nothing";
    const wait: { got?: number | string } = {};
    const got = this.take(receiver);
    if (got === undefined) receiver.waits.push(wait);
    else wait.got = got;
    return void this.waits.push(wait);
  }

  private publish(n: number): unknown {
    if (this.closed) return `ERR_MAILSLOT_CLOSED gives back ${n}`;
    for (const actor of this.actors) if (actor.subscribed) actor.heard.push(n);
    for (const receiver of this.receivers) {
      if (receiver.hasLeft) continue;
      const wait = receiver.waits.shift();
      if (wait !== undefined) wait.got = n;
      else receiver.unread.push(n);
      if (!receiver.drops || receiver.unread.length <= receiver.capacity) continue;
      receiver.unread.shift();
      receiver.missed++;
    }
    return void this.waits.push({ publish: n });
  }

  private take(receiver: ModelReceiver): number | string | undefined {
    if (receiver.hasLeft) return "ERR_MAILSLOT_CLOSED";
    return receiver.unread.shift() ?? (this.closed ? "ERR_MAILSLOT_CLOSED" : undefined);
  }

  private fail(receiver: ModelReceiver): void {
    for (const wait of receiver.waits.splice(0)) wait.got = "ERR_MAILSLOT_CLOSED";
  }

  private waitsFor(n: number): boolean {
    return this.receivers.some(({ drops, unread, capacity }) => !drops && unread.indexOf(n) >= capacity);
  }

  state(): unknown {
    const ends = this.waits.map((wait) =>
      "publish" in wait
        ? `publish ${wait.publish}: ${this.waitsFor(wait.publish) ? "waits" : undefined}`
        : `receive: ${wait.got ?? "waits"}`,
    );
    const receivers = this.receivers.filter(({ hasLeft }) => !hasLeft && !this.closed);
    return {
      ends,
      size: receivers.length + this.actors.filter(({ subscribed }) => subscribed).length,
      heard: this.actors.map(({ heard }) => [...heard]),
      waiting: this.receivers.map(({ unread, missed }) => [unread.length, missed]),
    };
  }
}

const which = fc.nat(5);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 30, arbitrary: fc.record({ do: fc.constant("publish" as const), which }) },
  { weight: 20, arbitrary: fc.record({ do: fc.constantFrom("take" as const, "wait" as const), which }) },
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constant("receive" as const),
      capacity: fc.integer({ min: 1, max: 3 }),
      drops: fc.boolean(),
    }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant("subscribe" as const) }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constantFrom("leave" as const, "end" as const), which }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("close" as const) }) },
);

test("random publishers, receivers and actors see what the model says", () => {
  check(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => agree(new Real(), new Model(), steps)),
    { numRuns: 300 },
  );
});

test.run();
