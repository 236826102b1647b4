/** What every channel with a bound promises of sends that find no room, when its overflow mode is to wait. */
import {
  abortable,
  type Channel,
  ClosedError,
  drain,
  oneshot,
  orClosed,
  recvMany,
  type Source,
  sending,
  type Task,
  timeout,
} from "@mailslot/core";
import { rejection } from "@mailslot/test-support/rejection";
import { type Stage, stage } from "@mailslot/test-support/stage";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Make } from "./subject.js";

/** Fills the channel with the message "held", and returns these messages. */
function fill(channel: Channel<string>): string[] {
  const held: string[] = [];
  while (channel.trySend("held")) held.push("held");
  return held;
}

function sender({ go }: Stage, channel: Channel<string>, message: string): Task<void> {
  return go(() => sending(channel, message));
}

export function fullContract(name: string, make: Make): void {
  const it = (sentence: string, body: () => void | Promise<void>): void => test(`${name}, full: ${sentence}`, body);

  function full(): Stage & { words: Channel<string>; held: string[] } {
    const words = make<string>();
    return { ...stage(), words, held: fill(words) };
  }

  it("it holds as many as its capacity, and trySend sends no more", () => {
    const { words, held } = full();
    assert.is(held.length, words.capacity);
    assert.is(words.trySend("more"), false);
    assert.equal(drain(words), held);
  });

  it("a send completes when there is room for it, not before", () => {
    const { words, go, run } = full();
    const task = go(function* send() {
      yield* words.send("late");
    });
    run();
    assert.is(task.status, "waiting");
    words.tryRecv();
    run();
    assert.is(task.status, "completed");
  });

  it("sends are served first come, first served, whichever way they wait", async () => {
    const scene = full();
    const { words, held, go, run } = scene;
    go(() => words.send("a"));
    run();
    sender(scene, words, "b");
    run();
    words.send("c");
    const awaited = words.send("d").then(() => "sent");
    assert.equal(drain(words), [...held, "a", "b", "c", "d"]);
    run();
    assert.is(await awaited, "sent");
  });

  it("a send that nobody waits for stands in line all the same", () => {
    const { words, held } = full();
    words.send("unheeded");
    assert.equal(drain(words), [...held, "unheeded"]);
  });

  it("room goes to those who wait before those who come", () => {
    const { words, held } = full();
    words.send("waiting");
    words.tryRecv();
    assert.is(words.trySend("coming"), false);
    assert.equal(drain(words), held.length === 0 ? [] : [...held.slice(1), "waiting"]);
  });

  it("recvMany takes from those who wait, too", async () => {
    const { words, held, go, run } = full();
    words.send("a");
    words.send("b");
    const task = go(() => recvMany(words, held.length + 2));
    run();
    assert.equal(await task, [...held, "a", "b"]);
  });

  // Closing

  it("closing fails each send that waits, with its own message; what is held is still received", async () => {
    const scene = full();
    const { words, held, run } = scene;
    const waits = [sender(scene, words, "a"), rejectionOf(words.send("b"))] as const;
    run();
    words.close();
    run();
    const errors = [await rejection(waits[0]), await waits[1]];
    assert.ok(errors.every((error) => error instanceof ClosedError));
    assert.equal(
      errors.map(({ unsent }) => unsent),
      ["a", "b"],
    );
    assert.is(errors[0]?.message, `${words.name} is closed: the message comes back as error.unsent`);
    assert.equal(drain(words), held);

    async function rejectionOf(send: PromiseLike<void>) {
      return rejection(send);
    }
  });

  it("a send that nobody waits for is reported when the close fails it", () => {
    const { words, unhandled, go, run } = full();
    go(() => {
      words.send("unheeded");
    });
    run();
    words.close();
    run();
    assert.is(unhandled.length, 1);
    assert.instance(unhandled[0], ClosedError);
    assert.is((unhandled[0] as ClosedError).unsent, "unheeded");
  });

  it("a failed send is not reported when somebody hears of it in the same turn", async () => {
    const { words, unhandled, go, run } = full();
    const task = go(function* send() {
      const sent = words.send("heeded");
      words.close();
      return yield* orClosed(sent as Source<void>, "heard");
    });
    run();
    assert.is(await task, "heard");
    assert.equal(unhandled, []);
  });

  // Cancelling

  it("a cancelled send delivers nothing, and the next moves up", () => {
    const { words, held, go, run } = full();
    const [cancelled, other] = ["cancelled", "other"].map((word) => go(() => words.send(word)));
    run();
    cancelled?.cancel();
    run();
    assert.is(cancelled?.status, "cancelled");
    assert.equal(drain(words), [...held, "other"]);
    run();
    assert.is(other?.status, "completed");
  });

  it("a send that was admitted before its cancellation counts as sent", () => {
    const { words, held, go, run } = full();
    let sent = false;
    const task = go(function* send() {
      yield* words.send("admitted");
      sent = true;
      yield* oneshot<void>();
    });
    run();
    const received = words.tryRecv();
    task.cancel();
    run();
    assert.is(sent, true);
    assert.is(task.status, "cancelled");
    assert.equal([received, ...drain(words)], [...held, "admitted"]);
  });

  it("a send that is cancelled when the budget is used up delivers nothing", () => {
    const { words, held, go, run, scheduler } = full();
    const ready = oneshot<void>();
    ready.send();
    const task = go(function* send() {
      for (let n = 0; n < scheduler.policy.budget; n++) yield* ready;
      yield* words.send("never");
    });
    go(() => task.cancel());
    run();
    assert.is(task.status, "cancelled");
    assert.equal(drain(words), held);
  });

  it("a send that times out delivers nothing", async () => {
    const { words, held, go, loop } = full();
    const task = go(() => timeout(sending(words, "too late"), 10));
    loop.advance(10);
    const error = await rejection(task);
    assert.is(error.message, `send on ${words.name} did not complete within 10 ms`);
    assert.equal(drain(words), held);
  });

  it("an aborted send delivers nothing", async () => {
    const { words, held } = full();
    const controller = new AbortController();
    const aborted = rejection(abortable(sending(words, "never"), controller.signal));
    await Promise.resolve();
    controller.abort(new Error("changed my mind"));
    const error = await aborted;
    assert.is(error.message, `the wait for send on ${words.name} was aborted`);
    assert.is((error.cause as Error).message, "changed my mind");
    assert.equal(drain(words), held);
  });

  it("while one of two still waits for a send, it is not withdrawn", () => {
    const { words, held, go, run } = full();
    const send = words.send("shared");
    const [one, two] = [go(() => send), go(() => send)];
    run();
    one.cancel();
    run();
    assert.equal(drain(words), [...held, "shared"]);
    run();
    assert.equal([one.status, two.status], ["cancelled", "completed"]);
  });

  it("a send that was withdrawn goes to the end of the line when it is waited on again", () => {
    const { words, held, go, run } = full();
    const send = words.send("again");
    const first = go(() => send);
    run();
    first.cancel();
    run();
    words.send("in between");
    const second = go(() => send);
    run();
    assert.equal(drain(words), [...held, "in between", "again"]);
    run();
    assert.is(second.status, "completed");
  });

  it("a withdrawn send that is waited on again is sent at once when there is room by then", () => {
    const { words, go, run } = full();
    const send = words.send("again");
    const first = go(() => send);
    run();
    first.cancel();
    run();
    drain(words);
    const received = go(() => words.recv());
    run();
    const second = go(() => send);
    run();
    assert.equal([received.status, second.status], ["completed", "completed"]);
  });
}
