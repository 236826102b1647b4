// Claims under random input: waits on several channels at once, given up at any point, lose and double no message.
import { type Channel, channel, drain, notReady, type Waiter } from "@mailslot/core";
import { pick } from "@mailslot/test-support/machine";
import { check } from "@mailslot/test-support/seeded";
import * as fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";

const CHANNELS = 3;

type Step =
  | { readonly now: "send" | "recv"; readonly on: number }
  | { readonly now: "wait"; readonly on: readonly number[] }
  | { readonly now: "giveUp" | "forget"; readonly which: number };

const on = fc.nat({ max: CHANNELS - 1 });
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ now: fc.constant("send" as const), on }) },
    { weight: 1, arbitrary: fc.record({ now: fc.constant("recv" as const), on }) },
    {
      weight: 3,
      arbitrary: fc.record({
        now: fc.constant("wait" as const),
        on: fc.uniqueArray(on, { minLength: 1, maxLength: CHANNELS }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ now: fc.constantFrom("giveUp" as const, "forget" as const), which: fc.nat({ max: 9 }) }),
    },
  ),
  { maxLength: 60 },
);

/** A wait on some channels: the first message to come completes it; then, or when it is given up, it refuses. */
class AnyOf {
  open = true;
  private readonly entered: (() => void)[] = [];

  constructor(channels: readonly Channel<number>[], on: readonly number[], got: (message: number) => void) {
    for (const n of on) this.enter(channels[n] as Channel<number>, got);
  }

  /** Leaves every line, as a wait that is cancelled does. */
  giveUp(): void {
    this.open = false;
    for (const leave of this.entered) leave();
  }

  /** Stays in line, but refuses, as a wait does in the instant when another source has completed it. */
  forget(): void {
    this.open = false;
  }

  private enter(one: Channel<number>, got: (message: number) => void): void {
    if (!this.open) return;
    const ready = one.tryRecv();
    if (ready !== notReady) {
      this.giveUp();
      got(ready);
      return;
    }
    let claimed = false;
    const waiter: Waiter<number> = {
      after: null,
      before: null,
      claim: () => {
        claimed = this.open;
        if (claimed) this.giveUp();
        return claimed;
      },
      deliver: (message) => {
        if (claimed) got(message); // else the message is lost, and missing in the end
      },
      fail: () => undefined,
    };
    one.recv().subscribe(waiter);
    this.entered.push(() => one.recv().unsubscribe(waiter));
  }
}

test("every message is received once, however many channels a waiter waits on and gives up", () => {
  check(
    fc.property(steps, (all) => {
      const channels = Array.from({ length: CHANNELS }, () => channel<number>());
      const [received, waits]: [number[], AnyOf[]] = [[], []];
      const got = (message: number): void => void received.push(message);
      let sent = 0;
      for (const step of all) {
        if ("which" in step) pick(waits, step.which)?.[step.now]();
        else if (step.now === "wait") waits.push(new AnyOf(channels, step.on, got));
        else if (step.now === "send") channels[step.on]?.send(sent++);
        else new AnyOf(channels, [step.on], got).giveUp();
      }
      for (const one of channels) received.push(...drain(one));
      assert.equal(
        received.sort((a, b) => a - b),
        Array.from({ length: sent }, (_, n) => n),
      );
    }),
    { numRuns: 1000 },
  );
});

test.run();
