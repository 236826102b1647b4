// The events of a single call, step by step, beside those of the same call in 2013.
import type { TraceEvent } from "@mailslot/core";
import { record } from "./one-call.js";
import { paint } from "./paint.js";
import { wrappedTable } from "./table.js";

/** A step of 2013, and the event of today that stands beside it. */
interface Step {
  readonly past: string;
  readonly task: string;
  readonly kind: TraceEvent["kind"];
}

const STEPS: readonly Step[] = [
  { past: "script runs", task: "script", kind: "tick" },
  { past: "script sends a request", task: "script", kind: "send" },
  { past: "layout waits already, so script goes to the queue of work", task: "script", kind: "wait" },
  { past: "the thread switches straight to layout", task: "layout", kind: "tick" },
  { past: "layout receives the request", task: "layout", kind: "receive" },
  { past: "layout sends the answer", task: "layout", kind: "send" },
  { past: "layout has nothing more to receive, and waits", task: "layout", kind: "wait" },
  { past: "script is taken from the queue of work: switch back", task: "script", kind: "tick" },
  { past: "script receives the answer", task: "script", kind: "receive" },
];

/** Makes one call and formats its events as a table of 80 columns. */
export async function tracedSteps(): Promise<string> {
  const events = await record(1);
  const last = events.findLastIndex(({ task, kind }) => task === "script" && kind === "receive");
  const call = inOrder(events.slice(0, last + 1));
  return [
    paint("bold", "One call from script to layout, step by step"),
    "",
    wrappedTable(["2013", "µs", "today"], rows(call), [35, 6, 36], ["left", "right", "left"]),
    "",
    "Both switch from task to task without a look at any queue. In 2013 the sender makes way at once; here it goes",
    "on until it waits, and layout, in the LIFO slot, is next.",
  ].join("\n");
}

/** A message that goes to a waiting task wakes it inside the send: the send is put first, as people tell it. */
function inOrder(events: readonly TraceEvent[]): TraceEvent[] {
  const ordered = [...events];
  for (let n = 1; n < ordered.length; n++) {
    const [before, after] = [ordered[n - 1] as TraceEvent, ordered[n] as TraceEvent];
    if (before.kind === "wake" && after.kind === "send") ordered.splice(n - 1, 2, after, before);
  }
  return ordered;
}

function rows(events: readonly TraceEvent[]): string[][] {
  const start = events[0]?.at ?? 0;
  let next = 0;
  return events.map((event) => {
    const { task, kind } = STEPS[next] ?? {};
    const past = task === event.task && kind === event.kind ? `${next + 1}. ${STEPS[next++]?.past}` : "";
    return [past, ((event.at - start) * 1000).toFixed(0), describe(event)];
  });
}

function describe({ task, kind, detail }: TraceEvent): string {
  switch (kind) {
    case "tick":
      return `switch to ${task}`;
    case "wake":
      return `${task} is woken, into the ${detail}`;
    case "send":
      return `${task} sends to ${detail}`;
    case "wait":
      return `${task} waits for ${detail}`;
    case "receive":
      return `${task} receives from ${detail.replace("recv on ", "")}`;
    default:
      return `${task}: ${kind} ${detail}`.trim();
  }
}
