// runs under Node alone: contexts are carried by node:async_hooks
/** The spans of asks, tells and their handlers. */
import { defineActor, exitOf, type RefTo, Refusal, spawn, stop } from "@mailslot/actor";
import { type Steps, sleep } from "@mailslot/core";
import { instrument } from "@mailslot/otel";
import { context, ROOT_CONTEXT, trace } from "@opentelemetry/api";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { drawn, type Ended, startSdk } from "../sdk.js";

const messages = suite("spans of messages");
const sdk = startSdk();
messages.before.each(() => sdk.reset());

interface Chained {
  next(depth: number): number;
}

const active = (): string | undefined => trace.getActiveSpan()?.spanContext().spanId;

const Link = defineActor("link", {
  state: (after: RefTo<Chained> | null) => ({ after }),
  receive: {
    *next(ctx, depth: number): Steps<number> {
      const before = active();
      yield* sleep(1);
      assert.is(active(), before);
      const { after } = ctx.state;
      return after === null ? depth : yield* after.ask.next(depth + 1);
    },
  },
});

const Worker = defineActor("worker", {
  askTimeout: 20,
  interleave: ["never"],
  receive: {
    square: (_ctx, n: number) => n * n,
    fails(): void {
      throw new TypeError("it failed");
    },
    refuses(): void {
      throw new Refusal("no");
    },
    tellOn: (_ctx, to: RefTo<{ square(n: number): number }>) => void to.tell.square(2),
    never: () => sleep(1_000),
  },
});

messages("an ask has a span from sending to end, and its handler one below it", async () => {
  using _ = instrument();
  const worker = spawn(Worker);
  assert.is(await worker.ask.square(3), 9);
  assert.equal(drawn(sdk.spans()), ["CLIENT worker/square", "  SERVER worker/square"]);
  const [handler, asked] = sdk.spans() as [Ended, Ended];
  for (const { attributes } of [handler, asked]) {
    assert.is(attributes["rpc.system.name"], "mailslot");
    assert.is(attributes["rpc.method"], "worker/square");
    assert.is(attributes["mailslot.actor"], worker.name);
  }
  stop(worker);
});

messages("asks of one after the other, by handlers that wait, are one trace", async () => {
  using _ = instrument();
  const last = spawn(Link, null);
  const chain = [2, 3, 4, 5].reduce((after) => spawn(Link, after as never) as never, last) as typeof last;
  assert.is(await chain.ask.next(1), 5);
  const lines = [1, 2, 3, 4, 5].flatMap((_, n) => [
    `${"    ".repeat(n)}CLIENT link/next`,
    `${"    ".repeat(n)}  SERVER link/next`,
  ]);
  assert.equal(drawn(sdk.spans()), lines);
  assert.is(new Set(sdk.spans().map((span) => span.trace)).size, 1);
  stop(last);
});

messages("the handler of a tell begins a trace of its own, linked to the tell", async () => {
  using _ = instrument();
  const worker = spawn(Worker);
  worker.tell.tellOn(worker as never);
  await worker.ask.square(1);
  await worker.ask.square(1);
  const spans = sdk.spans().filter((span) => /tell|process/.test(span.name));
  assert.equal(drawn(spans), [
    "PRODUCER tell worker/tellOn",
    "CONSUMER process worker/tellOn",
    "  PRODUCER tell worker/square",
    "CONSUMER process worker/square",
  ]);
  for (const span of spans.filter(({ kind }) => kind === "CONSUMER")) {
    const told = spans.find(({ name }) => name === span.name.replace("process", "tell")) as Ended;
    assert.equal(
      span.links.map(({ spanId, traceId }) => [spanId, traceId]),
      [[told.id, told.trace]],
    );
    assert.is.not(span.trace, told.trace);
    assert.is(span.attributes["messaging.operation.type"], "process");
    assert.is(span.attributes["messaging.destination.name"], "worker");
  }
  stop(worker);
});

messages("with tells: child, the handler of a tell is in the trace of the teller", async () => {
  using _ = instrument({ tells: "child" });
  const worker = spawn(Worker);
  worker.tell.square(1);
  await worker.ask.square(1);
  assert.equal(drawn(sdk.spans()).slice(0, 2), ["PRODUCER tell worker/square", "  CONSUMER process worker/square"]);
  stop(worker);
});

messages("errors are recorded where they happen, and where they are answered", async () => {
  using _ = instrument();
  const worker = spawn(Worker);
  const failure = (asked: PromiseLike<unknown>): Promise<unknown> =>
    Promise.resolve(asked).catch((error: unknown) => error);
  await failure(worker.ask.refuses());
  await failure(worker.ask.never());
  await failure(worker.ask.fails());
  await exitOf(worker);
  worker.tell.square(1);
  const spans = sdk.spans();
  const find = (kind: string, message: string): Ended | undefined =>
    spans.find((span) => span.kind === kind && span.name.endsWith(message));
  assert.is(find("SERVER", "refuses")?.failed, true);
  assert.is(find("CLIENT", "refuses")?.attributes["error.type"], "ERR_MAILSLOT_REJECTED");
  assert.is(find("CLIENT", "never")?.attributes["error.type"], "ERR_MAILSLOT_ASK_TIMEOUT");
  assert.is(find("SERVER", "fails")?.attributes["error.type"], "TypeError");
  assert.equal(find("SERVER", "fails")?.events, ["exception"]);
  assert.is(find("CLIENT", "fails")?.attributes["error.type"], "ERR_MAILSLOT_ACTOR_EXITED");
  const lost = find("CONSUMER", "square");
  assert.is(lost?.failed, true);
  assert.is(lost?.attributes["mailslot.dead_letter.reason"], "no actor");
});

messages("what is sent within a span that is not sampled is not traced, and its context is carried", async () => {
  using _ = instrument();
  const worker = spawn(Worker);
  const unsampled = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331", traceFlags: 0 };
  const asked = context.with(trace.setSpanContext(ROOT_CONTEXT, unsampled), () => worker.ask.square(2));
  assert.is(await asked, 4);
  assert.equal(sdk.spans(), []);
  stop(worker);
});

messages("after it was disposed of, nothing is traced, and contexts are not carried", async () => {
  const telemetry = instrument();
  assert.is(telemetry.traces, true);
  telemetry[Symbol.dispose]();
  telemetry[Symbol.dispose]();
  assert.is(telemetry.traces, false);
  const worker = spawn(Worker);
  worker.tell.square(1);
  await worker.ask.square(1);
  assert.equal(sdk.spans(), []);
  stop(worker);
});

messages("the spans of what is under way when it is disposed of end then, once", async () => {
  const telemetry = instrument();
  const worker = spawn(Worker);
  const asked = Promise.resolve(worker.ask.never()).catch(() => "given up");
  await sleep(1);
  telemetry[Symbol.dispose]();
  assert.equal(drawn(sdk.spans()), ["CLIENT worker/never", "  SERVER worker/never"]);
  assert.is(await asked, "given up");
  assert.is(sdk.spans().length, 2);
  stop(worker);
});

messages.run();
