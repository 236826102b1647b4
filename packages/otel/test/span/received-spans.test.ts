// runs under Node alone: contexts are carried by node:async_hooks
/** The spans of what raw actors receive and of what timers send, and tracers whose spans tell nothing. */
import { defineActor, defineRawActor, kill, type RawContext, spawn, stop } from "@mailslot/actor";
import { oneshot, sleep, timeout } from "@mailslot/core";
import { carriers } from "@mailslot/core/engine";
import { instrument } from "@mailslot/otel";
import { ProxyTracerProvider, trace } from "@opentelemetry/api";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { drawn, type Ended, startSdk } from "../sdk.js";

const received = suite("spans of what is received by hand");

received("a tracer given by hand whose spans tell nothing counts as none, until it works", () => {
  for (const tracer of [trace.getTracer("given"), new ProxyTracerProvider().getDelegate().getTracer("given")]) {
    using telemetry = instrument({ tracer });
    assert.is(telemetry.traces, false);
    assert.is(carriers.any, 0);
  }
  const early = trace.getTracer("given");
  sdk = startSdk();
  using telemetry = instrument({ tracer: early });
  assert.is(telemetry.traces, true);
});
let sdk: ReturnType<typeof startSdk>;

received.before.each(() => sdk?.reset());

const Squarer = defineActor("squarer", { receive: { square: (_ctx, n: number) => n * n } });
const squarer = spawn(Squarer);

interface Working {
  work(n: number): number;
  note(): void;
}

const Raw = defineRawActor("raw", function* (ctx: RawContext<Working>) {
  for (;;) {
    const message = yield* timeout(ctx.receive(), 60_000);
    if (message.name === "work") message.reply(yield* squarer.ask.square(message.args[0]));
    else yield* squarer.ask.square(1);
  }
});

received("what a raw actor asks while it handles a message belongs to that message's trace", async () => {
  using _ = instrument();
  const raw = spawn(Raw);
  assert.equal(await Promise.all([raw.ask.work(2), raw.ask.work(3)]), [4, 9]);
  const one = ["CLIENT raw/work", "  SERVER raw/work", "    CLIENT squarer/square", "      SERVER squarer/square"];
  assert.equal(drawn(sdk.spans()), [...one, ...one]);
  assert.is(new Set(sdk.spans().map((span) => span.trace)).size, 2);
  kill(raw);
});

received("a tell that a raw actor has received begins a trace, linked to the tell", async () => {
  using _ = instrument();
  const raw = spawn(Raw);
  raw.tell.note();
  await raw.ask.work(1);
  assert.equal(
    drawn(sdk.spans()).filter((line) => !line.endsWith("work")),
    [
      "PRODUCER tell raw/note",
      "CONSUMER process raw/note",
      "  CLIENT squarer/square",
      "    SERVER squarer/square",
      "    CLIENT squarer/square",
      "      SERVER squarer/square",
    ],
  );
  kill(raw);
});

received("each time that a timer sends is a trace of its own, with what its handler asks", async () => {
  using _ = instrument();
  const twice = oneshot<void>();
  const Clock = defineActor("clock", {
    state: () => ({ beats: 0 }),
    started: (ctx) => ctx.tellEvery(1, "beat"),
    receive: {
      *beat(ctx): Generator<unknown, void> {
        yield* squarer.ask.square(2);
        if (++ctx.state.beats === 2) twice.send();
      },
    },
  });
  const clock = trace.getTracer("test").startActiveSpan("outer", (span) => {
    const actor = spawn(Clock);
    span.end();
    return actor;
  });
  await twice;
  stop(clock);
  await sleep(1);
  const spans = sdk.spans();
  const beats = spans.filter(({ name }) => name === "timer clock/beat");
  assert.ok(beats.length >= 2);
  for (const beat of beats as Ended[]) {
    assert.equal([beat.kind, beat.parent, beat.failed], ["INTERNAL", undefined, false]);
    assert.equal(beat.attributes, { "mailslot.message": "beat", "mailslot.actor": clock.name });
    const asked = spans.find(({ parent }) => parent === beat.id);
    assert.equal([asked?.name, asked?.trace], ["squarer/square", beat.trace]);
  }
});

received("what a hook asks belongs to the trace of who spawned its actor", async () => {
  using _ = instrument();
  const Opening = defineActor("opening", {
    *started() {
      yield* squarer.ask.square(2);
    },
    receive: { ready: () => true },
  });
  await trace.getTracer("test").startActiveSpan("spawner", async (span) => {
    await spawn(Opening).ask.ready();
    span.end();
  });
  const lines = drawn(sdk.spans());
  assert.equal(lines[0], "INTERNAL spawner");
  assert.ok(lines.includes("  CLIENT squarer/square"));
});

received("when it is disposed of, no message carries a context any more", () => {
  const telemetry = instrument();
  assert.is(carriers.any, 1);
  telemetry[Symbol.dispose]();
  assert.is(carriers.any, 0);
});

received.run();
