/**
 * Bad company for selects: tasks that select, and a loop, over sources that misbehave by a seed. What the sources' code
 * does, any of the actions here may do as well.
 */
import { EventEmitter } from "node:events";
import { type Channel, channel, mapped, notReady, type Source, type Task } from "@mailslot/core";
import { type Case, nextEvent, type SelectEach, seededRandom, select, selectEach } from "@mailslot/select";
import { type Misbehaving, misbehave } from "@mailslot/test-support/misbehave";
import { type Stage, stage } from "@mailslot/test-support/stage";
import * as assert from "uvu/assert";
import { ForeignSource } from "./foreign-source.js";

interface Selecting {
  readonly task: Task;
  readonly over: readonly string[];
}

type AnyCases = Record<string, Case>;

export class Company {
  private readonly user: Misbehaving;
  private readonly scene: Stage;
  private readonly free: Channel<number>;
  private readonly tight: Channel<number>;
  private readonly foreign: readonly ForeignSource[];
  private readonly emitter: EventEmitter;
  private readonly sources: Record<string, Source<unknown>>;
  private readonly loop: SelectEach<AnyCases>;
  private readonly selecting: Selecting[] = [];
  private readonly received: number[] = [];
  private readonly unconverted: number[] = [];
  private readonly unsent: number[] = [];
  /** What was converted by code that gave a wait up, maybe the very wait that it converted for: that may be lost. */
  private readonly givenUp = new Set<number>();
  private readonly failures: unknown[] = [];
  private readonly random: (below: number) => number;
  private sent = 0;
  private readonly biased: boolean;

  constructor(seed: number) {
    this.user = misbehave(seed, {
      send: () => this.send(),
      give: () => this.give(),
      cancel: () => this.any(this.selecting)?.task.cancel(),
      poll: () => this.keep(this.any(this.foreign)?.poll()),
      "poll the loop": () => this.keepEvent(this.loop.poll()),
      "set off": () => this.setOff(),
      "set on": () => this.setOn(),
      select: () => this.select(),
    });
    this.scene = stage();
    this.random = seededRandom(seed);
    this.biased = this.user.below(2) === 0;
    this.free = channel<number>({ name: "free" });
    this.tight = channel<number>({ name: "tight", capacity: 1 });
    this.foreign = ["f0", "f1"].map((name) => new ForeignSource(name, this.user));
    this.emitter = new EventEmitter();
    this.emitter.on("newListener", (type) => type === "data" && this.user.at("newListener", undefined));
    this.sources = {
      free: this.free.recv(),
      tight: this.tight.recv(),
      mapped: mapped(this.free.recv(), (value) => this.convert(value)),
      f0: this.foreign[0] as ForeignSource,
      f1: this.foreign[1] as ForeignSource,
      event: nextEvent(this.emitter, "data"),
    };
    this.loop = selectEach({ ...this.sources } as AnyCases, this.options());
  }

  perform(): void {
    this.startLoop();
    for (let n = 0; n < 12; n++) {
      const what = this.user.below(4);
      this.scene.go(() => {
        if (what === 0) this.select();
        else if (what === 1) this.send();
        else if (what === 2) this.tolerate(() => this.give());
        else this.tolerate(() => this.emitter.emit("data", -1));
      });
      this.scene.run();
    }
  }

  /** From now on the sources behave, and all that can go on does. */
  calm(): void {
    this.user.calm();
    this.scene.run();
  }

  checkNoneWaitsInVain(): void {
    for (const { task, over } of this.selecting) {
      if (task.status !== "waiting") continue;
      for (const name of over) assert.not.ok(this.has(name), `a task waits for ${name}, which has something${this}`);
    }
    if (this.loopTask?.status === "waiting") {
      for (const name of this.enabled) assert.not.ok(this.has(name), `the loop waits for ${name}${this}`);
    }
  }

  checkNothingLost(): void {
    const kept = [...this.rest(this.free), ...this.rest(this.tight), ...this.foreign.flatMap(({ items }) => items)];
    const found = [...this.received, ...kept, ...this.unconverted, ...this.unsent];
    const lost = [...this.givenUp].filter((each) => !found.includes(each));
    const all = [...found, ...lost].sort((a, b) => a - b);
    assert.equal(
      all,
      Array.from({ length: this.sent }, (_, n) => n),
      `lost or doubled: ${all}${this}`,
    );
  }

  /** What user code threw has come to one task, act or report: but for what it threw while it was left, or after. */
  checkErrors(): void {
    const reported = this.scene.unhandled.map((error) => (error as Error).cause ?? error);
    const arrived = [...this.failures, ...this.user.caught.map(({ error }) => error), ...reported];
    for (const error of this.user.thrown) {
      if (!/poll|converter/.test(error.place)) continue;
      const times = arrived.filter((each) => each === error).length;
      assert.ok(times === 1, `${error.message} came to ${times}${this}`);
    }
    for (const error of arrived) assert.ok(isExpected(error), `${(error as Error).stack ?? error}${this}`);
  }

  giveUp(): void {
    for (const { task } of this.selecting) task.cancel();
    this.loopTask?.cancel();
    this.scene.run();
    this.loop.close();
    this.scene.run();
  }

  checkNothingLeft(): void {
    assert.equal(this.scene.left(), { tasks: [], timers: 0 }, `${this}`);
    for (const { waiters } of this.foreign) assert.ok(waiters.head === null, `a waiter is left${this}`);
    assert.is(this.emitter.listenerCount("data"), 0, `a listener is left${this}`);
    for (const each of [this.free, this.tight]) {
      while (each.tryRecv() !== notReady);
      each.send(0);
      assert.is(each.length, 1, `a receiver is left${this}`);
    }
  }

  toString(): string {
    return `\n${this.user.log.join("\n")}`;
  }

  // What tasks and user code do

  private loopTask: Task | null = null;
  private readonly enabled = new Set<string>();

  private startLoop(): void {
    for (const name of Object.keys(this.sources)) this.enabled.add(name);
    const { loop } = this;
    this.loopTask = this.scene.go(() => this.rounds(() => loop, Number.POSITIVE_INFINITY));
  }

  private select(): void {
    const over = Object.keys(this.sources).filter(() => this.user.below(2) === 0);
    if (over.length === 0) return;
    const cases = Object.fromEntries(over.map((name) => [name, this.sources[name]])) as AnyCases;
    const once = select(cases, this.options());
    const task = this.scene.go(() => this.rounds(() => once, 1 + this.user.below(3)));
    this.selecting.push({ task, over });
  }

  private *rounds(next: () => Source<{ case: string; value: unknown }>, count: number) {
    for (let n = 0; n < count; n++) {
      try {
        this.keepEvent(yield* next());
      } catch (error) {
        this.failures.push(error);
        if ((error as Error).name === "CancelledError") throw error;
      }
    }
  }

  private keepEvent(event: { case: string; value: unknown } | typeof notReady): void {
    if (event !== notReady && event.case !== "event") this.keep(event.value as number);
  }

  private keep(value: number | typeof notReady | undefined): void {
    if (typeof value === "number") this.received.push(value);
  }

  /** A message whose conversion fails is gone, and its receiver is told. */
  private convert(value: number): number {
    const { length } = this.user.log;
    try {
      return this.user.at("converter", value);
    } catch (error) {
      this.unconverted.push(value);
      throw error;
    } finally {
      if (this.user.log.slice(length).some((line) => line.endsWith("cancel"))) this.givenUp.add(value);
    }
  }

  private send(): void {
    const to = this.user.below(2) === 0 ? this.free : this.tight;
    const message = this.sent++; // before the send, which may run a converter
    if (!to.trySend(message)) this.unsent.push(message);
  }

  private give(): void {
    this.any(this.foreign)?.give(this.sent++);
  }

  private setOn(): void {
    const name = this.anyName();
    this.enabled.add(name);
    this.loop.set(name, this.sources[name] as Source<unknown>);
  }

  private setOff(): void {
    const name = this.anyName();
    this.loop.set(name, false);
    this.enabled.delete(name);
  }

  private anyName(): string {
    return this.any(Object.keys(this.sources)) as string;
  }

  private any<T>(all: readonly T[]): T | undefined {
    return all[this.user.below(all.length)];
  }

  private tolerate(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.failures.push(error);
    }
  }

  private options() {
    return this.biased ? { biased: true } : { random: this.random };
  }

  // What is there

  private has(name: string): boolean {
    if (name === "free" || name === "mapped") return this.free.length > 0;
    if (name === "tight") return this.tight.length > 0;
    if (name === "event") return false;
    return this.foreign[Number(name.slice(1))]?.items.length !== 0;
  }

  private rest(from: Channel<number>): number[] {
    const all: number[] = [];
    for (let value = from.tryRecv(); value !== notReady; value = from.tryRecv()) all.push(value);
    return all;
  }
}

function isExpected(error: unknown): boolean {
  return ["Misbehaved", "CancelledError", "ClosedError", "UsageError"].includes((error as Error).name);
}
