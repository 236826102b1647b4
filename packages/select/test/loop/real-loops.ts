/** Performs a random program of loops with the real thing: every round is a task of its own, on a manual event loop. */
import { type Channel, channel, notReady, type Source, sending, type Task } from "@mailslot/core";
import { type SelectEach, select, selectEach } from "@mailslot/select";
import { pick } from "@mailslot/test-support/machine";
import { type Stage, stage } from "@mailslot/test-support/stage";
import type { End, Seen } from "../program.js";
import { CAPACITIES, type LoopCase, type LoopStep } from "./loop-program.js";

type SomeCases = Record<string, Source<unknown> | false>;

export class RealLoops {
  readonly channels: Channel<number>[];
  private readonly scene: Stage;
  private readonly loops: SelectEach<SomeCases>[];
  private readonly waiting: Map<number, Task<unknown>>;
  private ends: Map<number, End>;
  private made: number;
  private sent: number;

  constructor() {
    this.channels = CAPACITIES.map((capacity) => channel(capacity));
    this.scene = stage();
    this.loops = [];
    this.waiting = new Map();
    this.ends = new Map();
    this.made = 0;
    this.sent = 0;
  }

  perform(step: LoopStep): Seen {
    this.ends = new Map();
    const answer = this.act(step);
    this.scene.run();
    for (const id of this.ends.keys()) this.waiting.delete(id);
    return { answer, ends: this.ends };
  }

  state(): unknown {
    return { lengths: this.channels.map(({ length }) => length), waiting: [...this.waiting.keys()] };
  }

  /** Gives up all that waits, and closes every loop. */
  giveUp(): void {
    for (const task of this.waiting.values()) task.cancel();
    this.scene.run();
    for (const loop of this.loops) loop.close();
  }

  private act(step: LoopStep): unknown {
    switch (step.do) {
      case "loop":
        this.loops.push(selectEach(this.sources(step.cases), { biased: true }));
        return undefined;
      case "select":
        return this.wait(select(this.sources(step.cases), { biased: true }));
      case "round":
        return this.onLoop(step.which, (loop) => this.wait(loop));
      case "set":
        return this.onLoop(step.which, (loop) => seen(() => loop.set(`c${step.at}`, this.source(step.given))));
      case "end":
        return this.onLoop(step.which, (loop) => loop.close());
      case "cancel":
        return pick([...this.waiting.values()], step.which)?.cancel();
      case "send":
        return seen(() => this.channel(step.on).trySend(this.sent++));
      case "recv":
        return seen(() => this.channel(step.on).tryRecv());
      default:
        return this.channel(step.on).close();
    }
  }

  private onLoop(which: number, act: (loop: SelectEach<SomeCases>) => unknown): unknown {
    const loop = pick(this.loops, which);
    return loop && act(loop);
  }

  private wait(source: Source<unknown>): void {
    const id = this.made++;
    const task = this.scene.go(() => source);
    this.waiting.set(id, task);
    this.scene.go(
      function* (this: RealLoops) {
        const end = yield* task.outcome();
        if (end.status === "cancelled") this.ends.set(id, "cancelled");
        else if (end.status === "failed") this.ends.set(id, { failed: (end.error as { code: string }).code });
        else this.ends.set(id, end.value as End);
      }.bind(this),
    );
  }

  private sources(cases: readonly LoopCase[]): SomeCases {
    return Object.fromEntries(cases.map((each, n) => [`c${n}`, this.source(each)]));
  }

  private source(given: LoopCase): Source<unknown> | false {
    if (given === null) return false;
    const on = this.channel(given.on);
    return given.kind === "recv" ? on.recv() : sending(on, this.sent++);
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
