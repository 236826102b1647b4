/** Operations made of others: what a waiter does to one, it does to the one within. */
import {
  abortable,
  channel,
  deadline,
  mapped,
  type NotReady,
  notReady,
  orClosed,
  QueuedSource,
  type Source,
  timeout,
  type Waiter,
} from "@mailslot/core";
import { stage } from "@mailslot/test-support/stage";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const test = suite("wrappers");

const wrappers: Record<string, (inner: Source<unknown>) => Source<unknown>> = {
  timeout: (inner) => timeout(inner, 60_000),
  deadline: (inner) => deadline(inner, Number.MAX_SAFE_INTEGER),
  abortable: (inner) => abortable(inner, new AbortController().signal),
  mapped: (inner) => mapped(inner, (value) => value),
  orClosed: (inner) => orClosed(inner, null),
  "several of them": (inner) =>
    timeout(
      mapped(orClosed(inner, null), (value) => value),
      60_000,
    ),
};

/** Offers a result to its waiters, and notes who has refused that and who leaves. */
class Offering extends QueuedSource<string> {
  readonly refused: Waiter<string>[] = [];
  readonly left: Waiter<string>[] = [];
  poll(): NotReady {
    return notReady;
  }
  override unsubscribe(waiter: Waiter<string>): void {
    super.unsubscribe(waiter);
    this.left.push(waiter);
  }
  offer(): void {
    const { head } = this.waiters;
    if (head !== null && this.waiters.take() === null) this.refused.push(head);
  }
}

/** Refuses: it is only busy, or has left. */
class Busy implements Waiter<unknown> {
  after: Waiter | null = null;
  before: Waiter | null = null;
  readonly returns: boolean;
  constructor(returns: boolean) {
    this.returns = returns;
  }
  claim(): boolean {
    return false;
  }
  deliver(): void {
    throw new Error("a waiter that refuses is given nothing");
  }
  fail(): void {
    this.deliver();
  }
}

for (const [name, wrap] of Object.entries(wrappers)) {
  test(`${name}: a waiter that was only busy is known to the source until it leaves`, () => {
    const [source, busy] = [new Offering(), new Busy(true)];
    const wrapped = wrap(source);
    for (let round = 0; round < 3; round++) {
      wrapped.subscribe(busy);
      source.offer();
    }
    const last = source.refused.at(-1) as Busy;
    assert.is(source.refused.length, 3);
    assert.is(last.returns, true);
    wrapped.unsubscribe(busy);
    assert.is(source.left.at(-1), last);
    const { length } = source.left;
    wrapped.unsubscribe(busy);
    assert.is(source.left.length, length);
  });

  test(`${name}: a waiter that refuses otherwise has left`, () => {
    const [source, gone] = [new Offering(), new Busy(false)];
    const wrapped = wrap(source);
    wrapped.subscribe(gone);
    source.offer();
    assert.is((source.refused[0] as Busy).returns, false);
    wrapped.unsubscribe(gone);
    assert.equal(source.left, []);
  });

  test(`${name}: a send that is left without a wait is withdrawn`, () => {
    const { run, go } = stage();
    go(function* () {
      const letters = channel<string>(1);
      letters.send("first");
      const send = wrap(letters.send("second") as Source<void>);
      send.unsubscribe(new Busy(false));
      yield* letters.recv();
      assert.is(letters.length, 0);
    });
    run();
  });

  test(`${name}: a send is not withdrawn while others wait on it`, () => {
    const { run, go } = stage();
    const letters = channel<string>(1);
    letters.send("first");
    const send = wrap(letters.send("second") as Source<void>);
    go(() => send);
    run();
    send.unsubscribe(new Busy(false));
    go(() => letters.recv());
    run();
    assert.is(letters.length, 1);
  });

  test(`${name}: an operation that did not act is left alone`, () => {
    const source = new Offering();
    wrap(source).unsubscribe(new Busy(false));
    assert.equal(source.left, []);
  });
}

test.run();
