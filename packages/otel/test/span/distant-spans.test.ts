// runs under Node alone: it starts worker threads
/** The spans of messages to actors on other nodes and threads: one trace. */
import { spawn, stop } from "@mailslot/actor";
import { instrument } from "@mailslot/otel";
import { createNode, memoryConnection, type Peer } from "@mailslot/remote";
import { startThreads } from "@mailslot/threads";
import { context, propagation, ROOT_CONTEXT, trace } from "@opentelemetry/api";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { drawn, type Ended, startSdk } from "../sdk.js";
import { entry, Hop } from "../work.js";

const distant = suite("spans of messages between nodes");
const sdk = startSdk();
distant.before.each(() => sdk.reset());

/** Returns node b, as node a sees it. */
function twoNodes(): Peer {
  const { ends } = memoryConnection();
  createNode({ id: "b", definitions: [Hop] }).connect(ends[1]);
  return createNode({ id: "a", definitions: [Hop] }).connect(ends[0]);
}

distant("an ask through actors of two nodes is one trace", async () => {
  using _ = instrument();
  const there = await twoNodes().spawn(Hop);
  const way = await there.ask.hop([spawn(Hop)]);
  assert.is(way.length, 2);
  const hops = [0, 1].flatMap((n) => ["CLIENT hop/hop", "  SERVER hop/hop"].map((line) => "    ".repeat(n) + line));
  assert.equal(drawn(sdk.spans()), hops);
  assert.is(new Set([...sdk.spans(), ...way].map((each) => each.trace)).size, 1);
});

distant("the handler of a tell on another node begins a trace, linked to the tell", async () => {
  using _ = instrument();
  const there = await twoNodes().spawn(Hop);
  there.tell.hop([]);
  await there.ask.hop([]);
  const [told, handled] = sdk.spans() as [Ended, Ended];
  assert.is(told.kind, "PRODUCER");
  assert.is(handled.kind, "CONSUMER");
  assert.equal(
    handled.links.map(({ spanId, traceId }) => [spanId, traceId]),
    [[told.id, told.trace]],
  );
  assert.is.not(handled.trace, told.trace);
});

distant("what is not sampled is not traced on the other node either, and its baggage goes with it", async () => {
  using _ = instrument();
  const there = await twoNodes().spawn(Hop);
  const unsampled = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331", traceFlags: 0 };
  const baggage = propagation.createBaggage({ user: { value: "Ada" } });
  const active = propagation.setBaggage(trace.setSpanContext(ROOT_CONTEXT, unsampled), baggage);
  const [hop] = await context.with(active, () => there.ask.hop([]));
  assert.is(hop?.trace, unsampled.traceId);
  assert.is(hop?.user, "Ada");
  assert.equal(sdk.spans(), []);
});

distant("an ask through actors on two threads is one trace", async () => {
  using _ = instrument();
  await using threads = await startThreads({ workers: 2, entry, execArgv: [] });
  const refs = [await threads.spawnWith({ worker: 0 }, Hop), await threads.spawnWith({ worker: 1 }, Hop)] as const;
  const way = await trace.getTracer("test").startActiveSpan("outer", async (outer) => {
    const all = await refs[0].ask.hop([refs[1]]);
    outer.end();
    return all;
  });
  assert.is(new Set(way.map((each) => each.thread)).size, 2);
  const [asked, outer] = sdk.spans() as [Ended, Ended];
  assert.equal(drawn(sdk.spans()), ["INTERNAL outer", "  CLIENT hop/hop"]);
  for (const each of way) assert.is(each.trace, outer.trace);
  assert.is(way[0]?.parent, asked.id);
  for (const ref of refs) stop(ref);
});

distant.run();
