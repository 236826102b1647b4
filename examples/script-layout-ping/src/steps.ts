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
  return [
    paint("bold", "One call from script to layout, step by step"),
    "",
    wrappedTable(["2013", "µs", "today"], rows(events.slice(0, last + 1)), [35, 6, 35], ["left", "right", "left"]),
    "",
    "Both go from task to task directly. In 2013 the sender gave way at once; today",
    "it goes on until it waits, and layout, in the LIFO slot, is the next to run.",
    paint("dim", "Times are those of a program that is being watched; --json measures without."),
  ].join("\n");
}

function rows(events: readonly TraceEvent[]): string[][] {
  const start = events[0]?.at ?? 0;
  let next = 0;
  return events.map((event) => {
    const { task, kind } = STEPS[next] ?? {};
    const past = task === event.task && kind === event.kind ? `${next + 1}. ${STEPS[next++]?.past}` : "";
    return [past, ((event.at - start) * 1000).toFixed(1), describe(event)];
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
      return `${task} waits for ${source(detail)}`;
    case "receive":
      return `${task} receives from ${source(detail)}`;
    default:
      return `${task}: ${kind} ${detail}`.trim();
  }
}

function source(detail: string): string {
  return detail.replace("recv on ", "");
}
