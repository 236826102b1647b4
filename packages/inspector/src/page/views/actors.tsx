/** Every actor: the first 500 by some order, or of those whose name holds what is sought. */
import type { JSX } from "preact";
import type { ActorOrder, ActorRow } from "../../protocol/frames.js";
import { count, duration } from "../parts/format.js";
import { VirtualList } from "../parts/virtual-list.js";
import { actorCounts, actors, order, query } from "../state.js";

const ORDERS: readonly { readonly order: ActorOrder; readonly label: string }[] = [
  { order: "depth", label: "longest mailbox" },
  { order: "time", label: "longest at one message" },
  { order: "name", label: "name" },
];

export function Actors(): JSX.Element {
  const { total, matching } = actorCounts.value;
  const { rows } = actors.value;
  return (
    <section class="view" aria-label="Actors">
      <div class="tools">
        <input
          type="search"
          id="search"
          placeholder="Search by name ( / )"
          aria-label="Search actors by name"
          value={query.value}
          onInput={({ currentTarget }) => {
            query.value = currentTarget.value;
          }}
        />
        <fieldset class="choice">
          <legend>Order by</legend>
          {ORDERS.map((each) => (
            <button
              type="button"
              key={each.order}
              aria-pressed={order.value === each.order}
              onClick={() => {
                order.value = each.order;
              }}
            >
              {each.label}
            </button>
          ))}
        </fieldset>
        <span class="note" role="status">
          {count(rows.length)} of {count(matching)}
          {matching === total ? " actors" : `, among ${count(total)} actors`}
        </span>
      </div>
      <ActorList rows={rows} empty={query.value === "" ? "No actor lives." : "No actor has such a name."} />
    </section>
  );
}

export function ActorList({ rows, empty }: { rows: readonly ActorRow[]; empty: string }): JSX.Element {
  return (
    <VirtualList
      label="Actors"
      role="grid"
      rows={rows}
      keyOf={({ key }) => key}
      draw={drawActor}
      empty={empty}
      head={
        <div class="row head actor" aria-hidden="true">
          <span>actor</span>
          <span class="number">mailbox</span>
          <span>handles</span>
          <span class="number">for</span>
          <span>waits for</span>
        </div>
      }
    />
  );
}

function drawActor({ key, depth, handles, ms, waitsFor, status }: ActorRow): JSX.Element {
  return (
    <div class="actor cells" role="presentation">
      <span role="gridcell" class="name" title={key}>
        {key}
        {status !== null && <em class="tag">{status}</em>}
      </span>
      <span role="gridcell" class={`number ${depth >= 100 ? "bad" : depth >= 10 ? "warn" : ""}`}>
        {count(depth)}
      </span>
      <span role="gridcell" title={handles ?? ""}>
        {handles}
      </span>
      <span role="gridcell" class={`number ${ms !== null && ms >= 1_000 ? "warn" : ""}`}>
        {duration(ms)}
      </span>
      <span role="gridcell" class="faint" title={waitsFor ?? ""}>
        {waitsFor}
      </span>
    </div>
  );
}
