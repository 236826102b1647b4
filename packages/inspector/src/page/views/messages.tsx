/** Rates and latencies, for each message of each definition. */
import type { JSX } from "preact";
import type { MessageRow } from "../../protocol/frames.js";
import { count, duration, rate } from "../parts/format.js";
import { VirtualList } from "../parts/virtual-list.js";
import { areMany, messages } from "../state.js";

export function Messages(): JSX.Element {
  return (
    <section class="view" aria-label="Messages">
      <div class="tools">
        <span class="note" role="status">
          {areMany.value
            ? "There are so many messages that one second of every thirty is measured."
            : "What was told and asked since this view is open. Times are of about the last ten seconds."}
        </span>
      </div>
      <VirtualList
        label="Messages"
        role="grid"
        rows={messages.value.rows}
        keyOf={({ key }) => key}
        draw={drawMessage}
        empty="No message was sent since you look."
        head={
          <div class="row head message" aria-hidden="true">
            <span>definition</span>
            <span>message</span>
            <span class="number">a second</span>
            <span class="number">sent</span>
            <span class="number">failed</span>
            <span class="number">waited, half</span>
            <span class="number">99 %</span>
            <span class="number">took, half</span>
            <span class="number">99 %</span>
          </div>
        }
      />
    </section>
  );
}

function drawMessage({ definition, message, rate: each, count: all, failed, waited, took }: MessageRow): JSX.Element {
  return (
    <div class="message cells" role="presentation">
      <span role="gridcell">{definition}</span>
      <span role="gridcell" class="name">
        {message}
      </span>
      <span role="gridcell" class="number">
        {rate(each)}
      </span>
      <span role="gridcell" class="number">
        {count(all)}
      </span>
      <span role="gridcell" class={`number ${failed > 0 ? "bad" : ""}`}>
        {count(failed)}
      </span>
      {[...waited, ...took].map((ms, n) => (
        <span role="gridcell" class="number" key={String(n)}>
          {ms === 0 ? "" : duration(ms)}
        </span>
      ))}
    </div>
  );
}
