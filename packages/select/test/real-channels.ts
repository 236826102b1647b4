/** What random programs perform with real channels: every wait is a task of its own, on a manual event loop. */
import { type Channel, channel, notReady, type Source, type Task } from "@mailslot/core";
import { pick } from "@mailslot/test-support/machine";
import { type Stage, stage } from "@mailslot/test-support/stage";
import * as assert from "uvu/assert";
import { CAPACITIES, type End, type Seen } from "./program.js";

export abstract class RealChannels<Step> {
  readonly channels: Channel<number>[];
  protected readonly scene: Stage;
  private readonly waiting: Map<number, Task<unknown>>;
  private ends: Map<number, End>;
  private made: number;
  private sent: number;

  constructor() {
    this.channels = CAPACITIES.map((capacity) => channel(capacity));
    this.scene = stage();
    this.waiting = new Map();
    this.ends = new Map();
    this.made = 0;
    this.sent = 0;
  }

  /** Performs a step, and returns what the program sees of it at once. */
  protected abstract act(step: Step): unknown;

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

  /** Fails when a send or a receive has been left in a channel. */
  assertNoWaiters(): void {
    for (const channel of this.channels) {
      while (channel.length > 0) channel.tryRecv();
      assert.is(channel.tryRecv(), notReady, `a send waits on ${channel.name}`);
      if (channel.capacity === 0) assert.is(channel.trySend(0), false, "a receive waits");
      else if (channel.trySend(0)) assert.is(channel.length, 1, "a receive waits");
    }
  }

  protected trySend(on: number): unknown {
    return seen(() => this.channel(on).trySend(this.nextMessage()));
  }

  protected tryRecv(on: number): unknown {
    return seen(() => this.channel(on).tryRecv());
  }

  protected cancel(which: number): void {
    pick([...this.waiting.values()], which)?.cancel();
  }

  /** Waits for what `begin` returns, in a task of its own. */
  protected wait(begin: () => Source<unknown> | unknown): void {
    const id = this.made++;
    const task = this.scene.go(begin);
    this.waiting.set(id, task);
    task.outcome().then(() => undefined); // its failure is looked at below
    this.scene.go(
      function* (this: RealChannels<Step>) {
        const end = yield* task.outcome();
        if (end.status === "cancelled") this.ends.set(id, "cancelled");
        else if (end.status === "failed") this.ends.set(id, { failed: (end.error as { code: string }).code });
        else this.ends.set(id, this.taken(id, end.value as End));
      }.bind(this),
    );
  }

  /** Returns what the wait with this id is seen to end with. */
  protected taken(_id: number, end: End): End {
    return end;
  }

  protected nextMessage(): number {
    return this.sent++;
  }

  protected channel(on: number): Channel<number> {
    return this.channels[on] as Channel<number>;
  }
}

export function seen(call: () => unknown): unknown {
  try {
    const value = call();
    return value === notReady ? "nothing" : value;
  } catch (error) {
    return (error as { code: string }).code;
  }
}
