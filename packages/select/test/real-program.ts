/** Performs a random program with the real thing: every select is a task of its own, on a manual event loop. */
import {
  type Channel,
  channel,
  notReady,
  type Permit,
  reserve,
  type Source,
  sending,
  sleep,
  type Task,
} from "@mailslot/core";
import { type Random, select } from "@mailslot/select";
import { pick } from "@mailslot/test-support/machine";
import { type Stage, stage } from "@mailslot/test-support/stage";
import { CAPACITIES, type End, type Seen, type SomeCase, type Step } from "./program.js";

export class RealProgram {
  readonly channels: Channel<number>[];
  private readonly scene: Stage;
  private readonly random: Random;
  private readonly waiting: Map<number, Task<unknown>>;
  private readonly permits: Map<number, Permit<number>>;
  private ends: Map<number, End>;
  private made: number;
  private sent: number;

  constructor(random: Random) {
    this.channels = CAPACITIES.map((capacity) => channel(capacity));
    this.scene = stage();
    this.random = random;
    this.waiting = new Map();
    this.permits = new Map();
    this.ends = new Map();
    this.made = 0;
    this.sent = 0;
  }

  perform(step: Step): Seen {
    this.ends = new Map();
    const answer = this.act(step);
    this.scene.run();
    for (const id of this.ends.keys()) this.waiting.delete(id);
    return { answer, ends: this.ends };
  }

  state(): unknown {
    return { lengths: this.channels.map(({ length }) => length), waiting: [...this.waiting.keys()] };
  }

  /** Gives up all that waits. */
  giveUp(): void {
    for (const task of this.waiting.values()) task.cancel();
    this.scene.run();
  }

  /** Whether a timer is left running. */
  hasTimers(): boolean {
    return this.scene.loop.step();
  }

  private act(step: Step): unknown {
    switch (step.do) {
      case "select":
        return this.select(step.cases, step.biased, step.otherwise);
      case "send":
        return seen(() => this.channel(step.on).trySend(this.sent++));
      case "recv":
        return seen(() => this.channel(step.on).tryRecv());
      case "close":
        return this.channel(step.on).close();
      case "advance":
        return this.scene.loop.advance(1);
      default:
        return this.later(step.do, step.which);
    }
  }

  private later(what: "cancel" | "use" | "release", which: number): unknown {
    if (what === "cancel") return pick([...this.waiting.values()], which)?.cancel();
    const id = pick([...this.permits.keys()].sort(byNumber), which);
    if (id === undefined) return undefined;
    const permit = this.permits.get(id) as Permit<number>;
    this.permits.delete(id);
    if (what === "use") permit.send(this.sent++);
    else permit.release();
    return id;
  }

  private select(cases: readonly SomeCase[], biased: boolean, otherwise: boolean): void {
    const id = this.made++;
    const { random } = this;
    const task = this.scene.go(() => {
      const sources = Object.fromEntries(cases.map((each, n) => [`c${n}`, this.source(each)]));
      return select(sources, { biased, random, otherwise });
    });
    this.waiting.set(id, task);
    task.outcome().then(() => undefined); // its failure is looked at below
    this.scene.go(
      function* (this: RealProgram) {
        const end = yield* task.outcome();
        if (end.status === "cancelled") this.ends.set(id, "cancelled");
        else if (end.status === "failed") this.ends.set(id, { failed: (end.error as { code: string }).code });
        else this.ends.set(id, this.taken(id, end.value as { case: string; value: unknown }));
      }.bind(this),
    );
  }

  private taken(id: number, { case: name, value }: { case: string; value: unknown }): End {
    if (typeof value !== "object") return { case: name, value };
    this.permits.set(id, value as Permit<number>);
    return { case: name, value: "permit" };
  }

  private source(given: SomeCase): Source<unknown> {
    if (given.kind === "time") return sleep(given.ms);
    const on = this.channel(given.on);
    if (given.kind === "recv") return on.recv();
    return given.kind === "send" ? sending(on, this.sent++) : reserve(on);
  }

  private channel(on: number): Channel<number> {
    return this.channels[on] as Channel<number>;
  }
}

function seen(call: () => unknown): unknown {
  try {
    const value = call();
    return value === notReady ? "nothing" : value;
  } catch (error) {
    return (error as { code: string }).code;
  }
}

export function byNumber(a: number, b: number): number {
  return a - b;
}
