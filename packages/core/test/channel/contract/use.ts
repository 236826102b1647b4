/** The contract of channels: sends that act later, and waits in the wrong place. */
import { ClosedError, notReady, recvMany, sending } from "@mailslot/core";
import { rejection, thrown } from "@mailslot/test-support/rejection";
import { stage } from "@mailslot/test-support/stage";
import * as assert from "uvu/assert";
import { type It, type Make, receiver } from "./subject.js";

export function useContract(it: It, make: Make): void {
  it("sending acts when it is waited on, each time", async () => {
    const { go, run } = stage();
    const words = make<string>();
    const send = sending(words, "hello");
    run();
    assert.is(words.tryRecv(), notReady);
    const received = go(function* twice() {
      return [yield* words.recv(), yield* words.recv()];
    });
    go(function* twice() {
      yield* send;
      yield* send;
    });
    run();
    assert.equal(await received, ["hello", "hello"]);
  });

  it("sending to a closed channel fails when waited on, and gives the message back", async () => {
    const words = make<string>();
    words.close();
    const error = await rejection(sending(words, "hello"));
    assert.instance(error, ClosedError);
    assert.is(error.unsent, "hello");
  });

  it("outside a task, yield* says what to do instead", () => {
    const words = make<string>();
    for (const operation of [words.recv(), sending(words, "hello"), recvMany(words, 2)]) {
      const error = thrown(() => operation[Symbol.iterator]().next());
      assert.is(error.code, "ERR_MAILSLOT_OUTSIDE_TASK");
      const advice = "outside a task: start it with go(), or await it here";
      assert.is(error.message, `yield* ${operation.describe()} ${advice}`);
    }
  });

  it("a channel is waited on in one scheduler at a time", async () => {
    const [here, there] = [stage("here"), stage("there")];
    const numbers = make<number>();
    const first = receiver(here, numbers);
    here.run();
    const second = receiver(there, numbers);
    there.run();
    const error = await rejection(second);
    assert.is(error.code, "ERR_MAILSLOT_TWO_SCHEDULERS");
    assert.match(error.message, `recv on ${numbers.name} is waited for in scheduler "here" and now in "there"`);
    numbers.trySend(1);
    here.run();
    assert.is(await first, 1);
  });
}
