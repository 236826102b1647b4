// Records what the scheduler does in a few calls, from the moment when script runs and layout waits for its request.
import { channel, go, startTrace, type TraceEvent, yieldNow } from "@mailslot/core";
import { layout, type Request, script } from "./calls/task.js";

const WARM_UP_ROUNDS = 300;

/** Makes `calls` calls under the tracer, in a program that has warmed up, and returns its events, oldest first. */
export async function record(calls: number): Promise<TraceEvent[]> {
  for (let round = 0; round < WARM_UP_ROUNDS; round++) await recordOnce(calls);
  return await recordOnce(calls);
}

async function recordOnce(calls: number): Promise<TraceEvent[]> {
  // The tracer tells what a task receives only if it has seen the wait begin, so it starts before layout does.
  const trace = startTrace();
  const requests = channel<Request>({ name: "requests" });
  await using _layout = go(() => layout(requests), { name: "layout" });
  await go(() => yieldNow(), { name: "start" }); // when this has run, layout waits
  await go(() => script(requests, calls), { name: "script" });
  trace.stop();
  const events = trace.events();
  return events.slice(events.findIndex(({ task, kind }) => task === "script" && kind === "tick"));
}
