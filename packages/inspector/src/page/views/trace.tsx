/** A recording: begun and ended by a click, drawn as lanes, and saved for Perfetto. */
import type { JSX } from "preact";
import { record } from "../connection.js";
import { count, duration } from "../parts/format.js";
import { Lanes } from "../parts/lanes.js";
import { isRecording, type Recorded, recorded } from "../state.js";

export function TraceView(): JSX.Element {
  const trace = recorded.value;
  return (
    <section class="view" aria-label="Trace">
      <div class="tools">
        <button
          type="button"
          class={isRecording.value ? "record on" : "record"}
          aria-pressed={isRecording.value}
          onClick={() => record(!isRecording.value)}
        >
          {isRecording.value ? "Stop" : "Record"}
        </button>
        {trace !== null && (
          <>
            <button type="button" onClick={() => save(trace)}>
              Save for Perfetto
            </button>
            <span class="note" role="status">
              {count(trace.entries.length)} entries over {duration(lengthOf(trace))}
              {trace.lost > 0 && `; ${count(trace.lost)} older events were overwritten`}
            </span>
          </>
        )}
        {isRecording.value && (
          <span class="note">Recording, which slows the program a little; the newest 30,000 events are kept.</span>
        )}
      </div>
      {trace !== null && (
        <p class="legend">
          <i class="runs" /> runs <i class="waits" /> waits <i class="ready" /> waits for its turn <i class="arrow" />{" "}
          wakes, or sends
        </p>
      )}
      {trace === null ? (
        <p class="empty">Record for a moment, and see each task and actor as a lane.</p>
      ) : (
        <Lanes entries={trace.entries} />
      )}
    </section>
  );
}

function lengthOf({ entries }: Recorded): number {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { ph, ts, dur = 0 } of entries) {
    if (ph === "M") continue;
    first = Math.min(first, ts);
    last = Math.max(last, ts + dur);
  }
  return last > first ? (last - first) / 1_000 : 0;
}

function save({ entries }: Recorded): void {
  const file = new Blob([JSON.stringify({ traceEvents: entries, displayTimeUnit: "ns" })], {
    type: "application/json",
  });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = `mailslot-${new Date().toISOString().slice(0, 19).replaceAll(":", "-")}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1_000);
}
