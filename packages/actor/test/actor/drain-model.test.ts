/**
 * Drains under random messages, stops, kills and restarts, beside a model with one list for the mailbox: each message is handled once, or its
 * loss is said.
 */
import { type AnyRef, defineActor, drain, kill, stop, terminate } from "@mailslot/actor";
import { channel, notReady, type Receiver } from "@mailslot/core";
import { agree, type Machine } from "@mailslot/test-support/machine";
import { check } from "@mailslot/test-support/seeded";
import fc from "fast-check";
import { test } from "uvu";
import { receivedLetters } from "../letters.js";
import { stage } from "../stage.js";

const ENDS = { drain, stop, terminate, kill };

type Message = "work" | "hold" | "crash" | "aside";
type Step =
  | { readonly do: "tell"; readonly message: Message }
  | { readonly do: "ask"; readonly message: Message }
  | { readonly do: "end"; readonly by: keyof typeof ENDS }
  | { readonly do: "release" }
  | { readonly do: "releaseAside" }
  | { readonly do: "restart" };

const worker = (mailbox: object) =>
  defineActor("worker", {
    state: (begun: number[], aside: number[], gate: Receiver<void>, other: Receiver<void>) => ({
      begun,
      aside,
      gate,
      other,
    }),
    receive: {
      work(ctx, n: number) {
        ctx.state.begun.push(n);
        return n;
      },
      *hold(ctx, n: number) {
        ctx.state.begun.push(n);
        yield* ctx.state.gate.recv();
        return n;
      },
      *aside(ctx, n: number) {
        yield* ctx.state.other.recv();
        ctx.state.aside.push(n);
        return n;
      },
      crash(ctx, n: number) {
        ctx.state.begun.push(n);
        throw new Error("crash");
      },
    },
    interleave: ["aside"],
    ...mailbox,
  });

class Real implements Machine<Step> {
  private readonly on = stage();
  private readonly begun: number[] = [];
  private readonly aside: number[] = [];
  private readonly gate = channel<void>();
  private readonly other = channel<void>();
  private readonly letters = receivedLetters();
  private readonly lost: number[] = [];
  private readonly asks: { readonly message: Message; readonly ask: { poll(): unknown } }[] = [];
  private readonly definition: ReturnType<typeof worker>;
  private ref: ReturnType<typeof this.spawn>;
  private sent = 0;

  constructor(mailbox: object) {
    this.definition = worker(mailbox);
    this.ref = this.spawn();
  }

  private spawn() {
    return this.on.spawn(this.definition, this.begun, this.aside, this.gate, this.other);
  }

  perform(step: Step): void {
    const { on, ref } = this;
    if (step.do === "tell") ref.tell[step.message](++this.sent);
    else if (step.do === "ask") {
      const ask = ref.askWith({ timeout: Number.POSITIVE_INFINITY })[step.message](++this.sent);
      this.asks.push({ message: step.message, ask });
    } else if (step.do === "end") ENDS[step.by](ref as AnyRef);
    else if (step.do === "release") this.gate.send();
    else if (step.do === "releaseAside") this.other.send();
    else if (!this.lives()) this.ref = this.spawn();
    on.run();
    for (const gate of [this.gate, this.other]) gate.tryRecv(); // a release that nobody waited for
    for (const { args } of this.letters()) this.lost.push(args[0] as number);
  }

  private lives(): boolean {
    return this.on.left().tasks.length > 0;
  }

  state(): unknown {
    return {
      begun: [...this.begun],
      aside: [...this.aside],
      lost: [...this.lost].sort((a, b) => a - b),
      asks: this.asks.map(({ message, ask }) => ended(message, ask)),
      alive: this.ref.alive,
      lives: this.lives(),
    };
  }
}

/** Whether the body of a handler that interleaves had begun, depends on how many ticks the actor had. */
function ended(message: Message, ask: { poll(): unknown }): unknown {
  try {
    const reply = ask.poll();
    return reply === notReady ? "waits" : reply;
  } catch (error) {
    if (message === "aside") return "gone";
    return (error as { outcome?: string }).outcome ?? "failed";
  }
}

interface Sent {
  readonly n: number;
  readonly message: Message;
  /** The place of its end; null for a tell. */
  readonly ask: number | null;
}

class Model implements Machine<Step> {
  private readonly begun: number[] = [];
  private readonly aside: number[] = [];
  private readonly lost: number[] = [];
  private readonly asks: unknown[] = [];
  private queue: Sent[] = [];
  private held: Sent | null = null;
  private asides: Sent[] = [];
  private mode: "open" | "drains" | "stops" | "ended" = "open";
  /** Whether it has been asked to drain: then it takes nothing, and waits for handlers that interleave, also when it is stopped. */
  private drains = false;
  private sent = 0;

  perform(step: Step): void {
    if (step.do === "tell" || step.do === "ask") this.send(step.message, step.do === "ask");
    else if (step.do === "release") this.release();
    else if (step.do === "releaseAside") this.releaseAside();
    else if (step.do === "restart") {
      if (this.mode !== "ended") return;
      this.mode = "open";
      this.drains = false;
    } else if (this.mode !== "ended") this.end(step.by);
    this.work();
  }

  private send(message: Message, isAsk: boolean): void {
    const each = { n: ++this.sent, message, ask: isAsk ? this.asks.push("waits") - 1 : null };
    if (this.takes) this.queue.push(each);
    else this.lose(each);
  }

  private end(by: keyof typeof ENDS): void {
    if (by === "drain") {
      if (this.mode !== "open") return;
      this.mode = "drains";
      this.drains = true;
    } else if (by === "stop") this.mode = "stops";
    else this.finish();
  }

  private get takes(): boolean {
    return this.mode !== "ended" && !this.drains;
  }

  private release(): void {
    if (this.held !== null) this.answer(this.held);
    this.held = null;
  }

  private releaseAside(): void {
    const first = this.asides.shift();
    if (first === undefined) return;
    this.aside.push(first.n);
    this.answer(first);
  }

  private work(): void {
    while (this.held === null && this.mode !== "stops") {
      const next = this.queue.shift();
      if (next === undefined) break;
      if (next.message === "aside") {
        this.asides.push(next);
        continue;
      }
      this.begun.push(next.n);
      if (next.message === "hold") this.held = next;
      else if (next.message === "work") this.answer(next);
      else {
        this.fail(next);
        return;
      }
    }
    const isPatient = this.drains && this.asides.length > 0;
    const isDone = this.held === null && this.mode !== "open" && !isPatient;
    if (isDone && this.mode !== "ended") this.finish();
  }

  private fail(crashed: Sent): void {
    if (crashed.ask !== null) this.asks[crashed.ask] = "unknown";
    this.finish();
  }

  private finish(): void {
    for (const each of [this.held, ...this.asides]) if (each !== null) this.interrupt(each);
    for (const each of this.queue) this.lose(each);
    this.held = null;
    this.asides = [];
    this.queue = [];
    this.mode = "ended";
  }

  private interrupt(each: Sent): void {
    if (each.ask !== null) this.asks[each.ask] = each.message === "aside" ? "gone" : "unknown";
    else if (each.message === "aside") this.lost.push(each.n);
  }

  private lose({ n, ask, message }: Sent): void {
    if (ask === null) this.lost.push(n);
    else this.asks[ask] = message === "aside" ? "gone" : "rejected";
  }

  private answer({ n, ask }: Sent): void {
    if (ask !== null) this.asks[ask] = n;
  }

  state(): unknown {
    return {
      begun: [...this.begun],
      aside: [...this.aside],
      lost: [...this.lost].sort((a, b) => a - b),
      asks: [...this.asks],
      alive: this.takes,
      lives: this.mode !== "ended",
    };
  }
}

const message = fc.constantFrom<Message[]>("work", "work", "hold", "hold", "aside", "crash");
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("tell" as const), message }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant("ask" as const), message }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("release" as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("releaseAside" as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("end" as const),
      by: fc.constantFrom<(keyof typeof ENDS)[]>("drain", "drain", "drain", "stop", "terminate", "kill"),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("restart" as const) }) },
);

for (const [what, mailbox] of Object.entries({ plain: {}, bounded: { mailbox: { capacity: 1 } } }))
  test(`under random ends each message of an actor with a ${what} mailbox is handled once, or its loss is said`, () => {
    check(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => agree(new Real(mailbox), new Model(), steps)),
      { numRuns: 1_500 },
    );
  });

test.run();
