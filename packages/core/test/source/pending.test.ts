/** Sends that wait for room: one state machine for channels, mailboxes, writers and datagrams. */
import { abortable, channel, deadline, mapped, notReady, oneshot, type Source, timeout } from "@mailslot/core";
import { Pending } from "@mailslot/core/engine";
import { rejection, thrown } from "@mailslot/test-support/rejection";
import { orderedStage, stage } from "@mailslot/test-support/stage";
import { test } from "uvu";
import * as assert from "uvu/assert";

/** What sends wait for: room that a test makes. */
class Door {
  readonly line = new Set<Send>();
  isOpen = false;
  isBroken = false;

  letIn(): void {
    for (const each of this.line) each.admit();
    this.line.clear();
  }
}

class Send extends Pending {
  private readonly door: Door;
  private readonly staysInLine: boolean;

  constructor(door: Door, staysInLine = false) {
    super();
    this.door = door;
    this.staysInLine = staysInLine;
    door.line.add(this);
  }

  protected enterAgain(): void {
    if (this.door.isBroken) throw new Error("the door is broken");
    if (this.door.isOpen) this.admit();
    else this.door.line.add(this);
  }

  protected leaveLine(): boolean {
    if (this.staysInLine) return false;
    return this.door.line.delete(this);
  }
}

test("a send stands in its line whether or not somebody waits for it, and completes when it is let in", () => {
  const { go, run } = stage();
  const door = new Door();
  const [waited, ignored] = [new Send(door), new Send(door)];
  const task = go(() => waited);
  run();
  assert.equal([task.status, door.line.size], ["waiting", 2]);
  door.letIn();
  run();
  assert.equal([task.status, waited.isPending, ignored.isPending], ["completed", false, false]);
});

test("a send leaves the line when the last who waits for it gives up, and enters it when it is waited for again", () => {
  const { go, run } = stage();
  const door = new Door();
  const send = new Send(door);
  const [first, second] = [go(() => send), go(() => send)];
  run();
  first.cancel();
  assert.equal([door.line.has(send), send.isWithdrawn], [true, false]);
  second.cancel();
  assert.equal([door.line.has(send), send.isWithdrawn], [false, true]);
  const third = go(() => send);
  run();
  assert.equal([door.line.has(send), send.isWithdrawn, third.status], [true, false, "waiting"]);
});

test("a send that was withdrawn completes at once when there is room by then", () => {
  const { go, run } = stage();
  const door = new Door();
  const send = new Send(door);
  const first = go(() => send);
  run();
  first.cancel();
  door.isOpen = true;
  const second = go(() => send);
  run();
  assert.equal([second.status, door.line.size], ["completed", 0]);
});

test("a send that cannot enter the line again fails, and hangs nobody", async () => {
  const { go, run } = stage();
  const door = new Door();
  const send = new Send(door);
  const first = go(() => send);
  run();
  first.cancel();
  door.isBroken = true;
  for (const task of [go(() => send), go(() => send)]) {
    run();
    assert.is((await rejection(task)).message, "the door is broken");
  }
  assert.is(send.isWithdrawn, true);
});

test("a send that fails tells all who wait for it, and those who wait later", async () => {
  const { go, run } = stage();
  const send = new Send(new Door());
  const tasks = [go(() => send), go(() => send)];
  run();
  send.fail(new Error("closed"));
  run();
  for (const task of tasks) assert.is((await rejection(task)).message, "closed");
  assert.is(thrown(() => send.poll()).message, "closed");
});

test("a send that is too late to take back completes without anybody waiting", () => {
  const { go, run } = stage();
  const door = new Door();
  const send = new Send(door, true);
  const task = go(() => send);
  run();
  task.cancel();
  run();
  assert.equal([task.status, send.isPending, send.isWithdrawn], ["cancelled", true, false]);
  door.letIn();
  assert.is(send.poll(), undefined);
});

test("out of budget, a send waits at once, so that cancelling its task withdraws it", () => {
  const { go, run, scheduler } = orderedStage();
  const door = new Door();
  const ready = oneshot<void>();
  ready.send();
  const task = go(function* () {
    const send = new Send(door);
    for (let n = 0; n < scheduler.policy.budget; n++) yield* ready;
    yield* send;
  });
  go(() => task.cancel());
  run();
  assert.equal([task.status, door.line.size], ["cancelled", 0]);
});

test("out of budget, a send that was let in before it was waited for returns, though its task is cancelled", () => {
  const { go, run, scheduler } = orderedStage();
  const numbers = channel<number>(0);
  const ready = oneshot<void>();
  ready.send();
  let returned = false;
  const task = go(function* () {
    const send = numbers.send(1);
    assert.is(numbers.tryRecv(), 1);
    for (let n = 0; n < scheduler.policy.budget; n++) yield* ready;
    yield* send;
    returned = true;
    yield* oneshot<void>();
  });
  go(() => task.cancel());
  run();
  assert.equal([returned, task.status], [true, "cancelled"]);
});

// What shows a send is undone, or has happened, as the send itself.
const shown: { readonly [wrapper: string]: (send: Source<void>) => Source<void> } = {
  "a time limit": (send) => timeout(send, 60_000),
  "a deadline": (send) => deadline(send, 60_000),
  "an abort signal": (send) => abortable(send, new AbortController().signal),
  "a converter": (send) => mapped(send, () => {}),
  "a time limit on a converter": (send) =>
    timeout(
      mapped(send, () => {}),
      60_000,
    ),
};

for (const [what, within] of Object.entries(shown)) {
  test(`out of budget, a send within ${what} waits at once, so that cancelling its task withdraws it`, () => {
    const { go, run, scheduler } = orderedStage();
    const jobs = channel<number>(0);
    const ready = oneshot<void>();
    ready.send();
    const task = go(function* () {
      const send = within(jobs.send(1) as Source<void>);
      for (let n = 0; n < scheduler.policy.budget; n++) yield* ready;
      yield* send;
    });
    go(() => task.cancel());
    run();
    assert.equal([task.status, jobs.tryRecv()], ["cancelled", notReady]);
  });

  test(`out of budget, a send within ${what} that is complete returns, though its task is cancelled`, () => {
    const { go, run, scheduler } = orderedStage();
    const jobs = channel<number>(1);
    const ready = oneshot<void>();
    ready.send();
    let returned = false;
    const task = go(function* () {
      const send = within(jobs.send(1) as Source<void>);
      for (let n = 0; n < scheduler.policy.budget; n++) yield* ready;
      yield* send;
      returned = true;
      yield* oneshot<void>();
    });
    go(() => task.cancel());
    run();
    assert.equal([returned, task.status, jobs.tryRecv()], [true, "cancelled", 1]);
  });
}

test.run();
