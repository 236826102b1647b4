/** Dead letters, newest first. */
import type { JSX } from "preact";
import type { LetterRow } from "../../protocol/frames.js";
import { clockTime, count } from "../parts/format.js";
import { VirtualList } from "../parts/virtual-list.js";
import { letters, missed, pulses } from "../state.js";

export function Letters(): JSX.Element {
  const all = pulses.value.at(-1)?.letters ?? 0;
  return (
    <section class="view" aria-label="Dead letters">
      <div class="tools">
        <span class="note" role="status">
          {count(all)} since the program began; here are those that came while somebody looked
          {missed.value.letters > 0 && `, except ${count(missed.value.letters)} that came too fast`}
        </span>
      </div>
      <VirtualList
        label="Dead letters"
        role="grid"
        rows={letters.value}
        keyOf={({ number }) => String(number)}
        draw={drawLetter}
        empty="No dead letter has come since you look."
        head={
          <div class="row head letter" aria-hidden="true">
            <span>at</span>
            <span>to</span>
            <span>message</span>
            <span>why</span>
            <span>from</span>
          </div>
        }
      />
    </section>
  );
}

function drawLetter({ at, to, message, args, reason, from }: LetterRow): JSX.Element {
  return (
    <div class="letter cells" role="presentation">
      <span role="gridcell">{clockTime(at)}</span>
      <span role="gridcell" class="name" title={to}>
        {to}
      </span>
      <span role="gridcell" title={`${message}(${args})`}>
        <code>
          <b>{message}</b>({args})
        </code>
      </span>
      <span role="gridcell">
        <em class="tag">{reason}</em>
      </span>
      <span role="gridcell" class="faint" title={from ?? ""}>
        {from ?? "outside every task"}
      </span>
    </div>
  );
}
