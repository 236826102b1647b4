/** A loop under `for await`, and its iterator by hand. */
import { channel } from "@mailslot/core";
import { selectEach } from "@mailslot/select";
import { rejection } from "@mailslot/test-support/rejection";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const test = suite("rounds of a select in its loop form");

test("return() ends a next() that is pending, at once, and takes nothing", async () => {
  const jobs = channel<number>();
  const rounds = selectEach({ jobs })[Symbol.asyncIterator]();
  const pending = rounds.next();
  await Promise.resolve();
  assert.equal(await rounds.return?.(), { done: true, value: undefined });
  jobs.send(1);
  assert.equal(await pending, { done: true, value: undefined });
  assert.is(jobs.length, 1);
});

test("next() that is called several times gives one event after the other", async () => {
  const jobs = channel<number>();
  const rounds = selectEach({ jobs })[Symbol.asyncIterator]();
  const pending = [rounds.next(), rounds.next()];
  jobs.send(1);
  jobs.send(2);
  const seen = await Promise.all(pending);
  assert.equal(
    seen.map(({ value }) => value),
    [
      { case: "jobs", value: 1 },
      { case: "jobs", value: 2 },
    ],
  );
});

test("a case that fails fails next(), and ends the rounds", async () => {
  const jobs = channel<number>();
  const loop = selectEach({ jobs });
  const rounds = loop[Symbol.asyncIterator]();
  jobs.close();
  assert.is((await rejection(rounds.next())).name, "ClosedError");
  assert.equal(await rounds.next(), { done: true, value: undefined });
  assert.throws(() => loop.poll(), /is closed/);
});

test("throw() closes the loop and rejects", async () => {
  const jobs = channel<number>();
  const loop = selectEach({ jobs });
  const rounds = loop[Symbol.asyncIterator]();
  assert.is((await rejection(rounds.throw?.(new Error("enough")) as Promise<unknown>)).message, "enough");
  assert.throws(() => loop.poll(), /is closed/);
});

test.run();
