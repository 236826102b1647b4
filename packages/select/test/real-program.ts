/** Performs a random program with the real thing: every select is a task of its own, on a manual event loop. */
import { type Permit, reserve, type Source, sending, sleep } from "@mailslot/core";
import { type Random, select } from "@mailslot/select";
import { pick } from "@mailslot/test-support/machine";
import type { End, SomeCase, Step } from "./program.js";
import { RealChannels } from "./real-channels.js";

export class RealProgram extends RealChannels<Step> {
  private readonly random: Random;
  private readonly permits: Map<number, Permit<number>>;

  constructor(random: Random) {
    super();
    this.random = random;
    this.permits = new Map();
  }

  /** Whether a timer is left running. */
  hasTimers(): boolean {
    return this.scene.loop.step();
  }

  protected act(step: Step): unknown {
    switch (step.do) {
      case "select":
        return this.select(step.cases, step.biased, step.otherwise);
      case "send":
        return this.trySend(step.on);
      case "recv":
        return this.tryRecv(step.on);
      case "close":
        return this.channel(step.on).close();
      case "advance":
        return this.scene.loop.advance(1);
      case "cancel":
        return this.cancel(step.which);
      default:
        return this.usePermit(step.do, step.which);
    }
  }

  private usePermit(how: "use" | "release", which: number): number | undefined {
    const id = pick([...this.permits.keys()].sort(byNumber), which);
    if (id === undefined) return undefined;
    const permit = this.permits.get(id) as Permit<number>;
    this.permits.delete(id);
    if (how === "use") permit.send(this.nextMessage());
    else permit.release();
    return id;
  }

  private select(cases: readonly SomeCase[], biased: boolean, otherwise: boolean): void {
    const { random } = this;
    this.wait(() => {
      const sources = Object.fromEntries(cases.map((each, n) => [`c${n}`, this.source(each)]));
      return select(sources, { biased, random, otherwise });
    });
  }

  protected override taken(id: number, end: End): End {
    if (typeof end !== "object" || !("value" in end) || typeof end.value !== "object") return end;
    this.permits.set(id, end.value as Permit<number>);
    return { case: end.case, value: "permit" };
  }

  private source(given: SomeCase): Source<unknown> {
    if (given.kind === "time") return sleep(given.ms);
    const on = this.channel(given.on);
    if (given.kind === "recv") return on.recv();
    return given.kind === "send" ? sending(on, this.nextMessage()) : reserve(on);
  }
}

export function byNumber(a: number, b: number): number {
  return a - b;
}
