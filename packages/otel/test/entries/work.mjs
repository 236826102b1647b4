// What the workers of the test run: with an SDK of their own, so that a job can say in which span it runs. A plain module, since a worker has no loader
// of TypeScript.
import { isMainThread, threadId } from "node:worker_threads";
import { defineActor } from "@mailslot/actor";
import { sleep } from "@mailslot/core";
import { instrument, withContext } from "@mailslot/otel";
import { defineJob } from "@mailslot/threads";
import { context, propagation, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { BasicTracerProvider } from "@opentelemetry/sdk-trace-base";

if (!isMainThread) {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(new BasicTracerProvider());
  instrument();
}

const here = () => {
  const span = trace.getActiveSpan()?.spanContext();
  return { trace: span?.traceId, span: span?.spanId };
};

/** Says in which span it has run, before and after a wait. */
export const where = defineJob(
  "where",
  withContext(function* where(name) {
    const before = here();
    yield* sleep(1);
    return { name, before, after: here(), isMainThread };
  }),
);
/** Says in which span it handles an ask, and asks the first of `way` to hop on. */
export const Hop = defineActor("hop", {
  receive: {
    *hop(_ctx, [next, ...way]) {
      yield* sleep(1);
      const parent = trace.getActiveSpan()?.parentSpanContext?.spanId;
      const user = propagation.getActiveBaggage()?.getEntry("user")?.value;
      const hop = { ...here(), parent, user, thread: threadId };
      return [hop, ...(next === undefined ? [] : yield* next.ask.hop(way))];
    },
  },
});
export const plain = defineJob("plain", (...args) => args.length);
export const fails = defineJob(
  "fails",
  withContext(() => {
    throw new TypeError("it failed");
  }),
);
