/** Performs a random program of loops with the real thing: every round is a task of its own, on a manual event loop. */
import { type Source, sending } from "@mailslot/core";
import { type SelectEach, select, selectEach } from "@mailslot/select";
import { pick } from "@mailslot/test-support/machine";
import { RealChannels, seen } from "../real-channels.js";
import type { LoopCase, LoopStep } from "./loop-program.js";

type SomeCases = Record<string, Source<unknown> | false>;

export class RealLoops extends RealChannels<LoopStep> {
  private readonly loops: SelectEach<SomeCases>[];

  constructor() {
    super();
    this.loops = [];
  }

  /** Gives up all that waits, and closes every loop. */
  override giveUp(): void {
    super.giveUp();
    for (const loop of this.loops) loop.close();
  }

  protected act(step: LoopStep): unknown {
    switch (step.do) {
      case "loop":
        this.loops.push(selectEach(this.sources(step.cases), { biased: true }));
        return undefined;
      case "select": {
        const selection = select(this.sources(step.cases), { biased: true });
        return this.wait(() => selection);
      }
      case "round":
        return this.onLoop(step.which, (loop) => this.wait(() => loop));
      case "set":
        return this.onLoop(step.which, (loop) => seen(() => loop.set(`c${step.at}`, this.source(step.given))));
      case "end":
        return this.onLoop(step.which, (loop) => loop.close());
      case "cancel":
        return this.cancel(step.which);
      case "send":
        return this.trySend(step.on);
      case "recv":
        return this.tryRecv(step.on);
      default:
        return this.channel(step.on).close();
    }
  }

  private onLoop(which: number, act: (loop: SelectEach<SomeCases>) => unknown): unknown {
    const loop = pick(this.loops, which);
    return loop && act(loop);
  }

  private sources(cases: readonly LoopCase[]): SomeCases {
    return Object.fromEntries(cases.map((each, n) => [`c${n}`, this.source(each)]));
  }

  private source(given: LoopCase): Source<unknown> | false {
    if (given === null) return false;
    const on = this.channel(given.on);
    return given.kind === "recv" ? on.recv() : sending(on, this.nextMessage());
  }
}
