/** Channels, semaphores, watches, registries and asks are linearizable under every schedule; their wrong variants are found. */
import { go, yieldNow } from "@mailslot/core";
import { explore, FoundError, recordHistory, type Simulation } from "@mailslot/testing";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { asks, lock, names, newest, queue, type Subject } from "./subjects.js";

const RUNS = Number(process.env.MAILSLOT_RUNS ?? 300);

/** Lets all processes use one subject until nothing can run, and checks what they have seen. */
function using<S, I, O>(subject: Subject<S, I, O>, isWrong: boolean) {
  return function* ({ own, rest }: Simulation) {
    const history = recordHistory<I, O>();
    const perform = subject.make(isWrong);
    for (const [process, inputs] of Object.entries(subject.processes))
      own(
        go(
          function* () {
            for (const input of inputs) {
              const returns = history.begin(process, input);
              returns(yield* perform(process, input));
              yield* yieldNow(); // so that calls of others may begin and return in between
            }
          },
          { name: process },
        ),
      );
    yield* rest();
    subject.end?.();
    history.check(subject.model);
  };
}

function suite<S, I, O>(subject: Subject<S, I, O>): void {
  test(subject.name, async () => {
    await explore({ runs: RUNS }, using(subject, false));
  });

  test(`${subject.name}: a wrong one is found, with the calls that no order explains`, async () => {
    const error = await explore({ shorten: 50 }, using(subject, true)).then(
      () => null,
      (failure: unknown) => failure,
    );
    assert.instance(error, FoundError);
    assert.match(
      (error as FoundError).message,
      /^no order of these calls gives these results.*\n(?: {2}\w+ +├[─ ┤├…]+.* → .*\n)+/,
    );
  });
}

suite(queue);
suite(lock);
suite(newest);
suite(names);
suite(asks);

test.run();
