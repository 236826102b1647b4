/** Ticks of an interval that fire while its waiter refuses them, as the loop of a select does while its body is busy. */
import { interval, notReady, type Source, type Waiter } from "@mailslot/core";
import { stage } from "@mailslot/test-support/stage";
import { test } from "uvu";
import * as assert from "uvu/assert";

class Busy implements Waiter<unknown> {
  after: Waiter | null = null;
  before: Waiter | null = null;
  readonly given: unknown[] = [];
  isBusy = true;
  claim(): boolean {
    return !this.isBusy;
  }
  deliver(value: unknown): void {
    this.given.push(value);
  }
  fail(error: unknown): void {
    this.given.push(error);
  }
}

test("a tick that is refused is there when it is asked for", () => {
  const own = stage();
  let ticks: Source<number> | null = null;
  own.go(() => {
    ticks = interval(10);
  });
  own.run();
  const source = ticks as unknown as Source<number>;
  const busy = new Busy();
  source.subscribe(busy);
  own.loop.advance(10);
  assert.equal(busy.given, []);
  assert.is(source.poll(), 1);
  assert.is(source.poll(), notReady);
  busy.isBusy = false;
  source.subscribe(busy);
  own.loop.advance(25);
  assert.equal(busy.given, [2]);
  assert.is(source.poll(), 3);
});

test("one that another takes is not given again", () => {
  const own = stage();
  let ticks: Source<number> | null = null;
  own.go(() => {
    ticks = interval(10);
  });
  own.run();
  const source = ticks as unknown as Source<number>;
  const [busy, ready] = [new Busy(), new Busy()];
  ready.isBusy = false;
  source.subscribe(busy);
  source.subscribe(ready);
  own.loop.advance(10);
  assert.equal(ready.given, [1]);
  assert.is(source.poll(), notReady);
});

test.run();
