/** The page: what is inspected, the tabs, and the view that is chosen. */
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Tab } from "../protocol/frames.js";
import { count, percent } from "./parts/format.js";
import { chains, connected, hello, isPaused, pulses, tab } from "./state.js";
import { Actors } from "./views/actors.js";
import { Letters } from "./views/letters.js";
import { Messages } from "./views/messages.js";
import { Overview } from "./views/overview.js";
import { Schedulers } from "./views/schedulers.js";
import { Supervisors } from "./views/supervisors.js";
import { TraceView } from "./views/trace.js";
import { Waits } from "./views/waits.js";

const TABS: readonly { readonly tab: Tab; readonly label: string; readonly view: () => JSX.Element }[] = [
  { tab: "overview", label: "Overview", view: Overview },
  { tab: "actors", label: "Actors", view: Actors },
  { tab: "supervisors", label: "Supervisors", view: Supervisors },
  { tab: "waits", label: "Waits", view: Waits },
  { tab: "messages", label: "Messages", view: Messages },
  { tab: "schedulers", label: "Schedulers", view: Schedulers },
  { tab: "letters", label: "Dead letters", view: Letters },
  { tab: "trace", label: "Trace", view: TraceView },
];

export function App(): JSX.Element {
  useEffect(() => {
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
  const { view: View } = TABS.find((each) => each.tab === tab.value) as (typeof TABS)[number];
  return (
    <>
      <header class="top">
        <h1>Mailslot</h1>
        <Program />
      </header>
      <nav>
        <div role="tablist" aria-label="Views">
          {TABS.map(({ tab: each, label }, n) => (
            <button
              type="button"
              key={each}
              id={`tab-${each}`}
              role="tab"
              aria-selected={tab.value === each}
              aria-controls="view"
              tabIndex={tab.value === each ? 0 : -1}
              title={`Key ${n + 1}`}
              onClick={() => open(each)}
            >
              {label}
              {each === "waits" && chains.value.rows.some(({ cycle }) => cycle) && <em class="alarm">cycle</em>}
            </button>
          ))}
        </div>
      </nav>
      <main>
        <div id="view" role="tabpanel" aria-labelledby={`tab-${tab.value}`}>
          <View />
        </div>
      </main>
    </>
  );
}

function Program(): JSX.Element {
  const { program, pid, node } = hello.value ?? { program: "", pid: 0, node: "" };
  const pulse = pulses.value.at(-1);
  const live = pulse?.schedulers.reduce((sum, each) => sum + each.live, 0) ?? 0;
  return (
    <p class="program">
      <i class={`dot ${connected.value === "open" ? "running" : "ended"}`} />
      <b>{program}</b>
      {pid > 0 && (
        <span class="faint">
          process {pid}, Node {node}
        </span>
      )}
      {pulse !== undefined && (
        <span class="faint">
          {count(live)} live tasks, heap {Math.round(pulse.heap / 2 ** 20)} MB, looking costs {percent(pulse.share)}
        </span>
      )}
      {connected.value === "lost" && (
        <em class="tag bad" role="alert">
          the program does not answer
        </em>
      )}
      <button
        type="button"
        class="pause"
        aria-pressed={isPaused.value}
        title="Key p"
        onClick={() => {
          isPaused.value = !isPaused.value;
        }}
      >
        {isPaused.value ? "Go on" : "Pause"}
      </button>
    </p>
  );
}

function open(next: Tab): void {
  tab.value = next;
}

/** Keys that work everywhere: digits and arrows for the tabs, / for the search, p to pause. */
function press(event: KeyboardEvent): void {
  const target = event.target as HTMLElement;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (target instanceof HTMLInputElement) {
    if (event.key === "Escape") target.blur();
    return;
  }
  const digit = TABS[Number(event.key) - 1];
  if (digit !== undefined) open(digit.tab);
  else if (event.key === "/") seek();
  else if (event.key === "p") isPaused.value = !isPaused.value;
  else if (target.role === "tab" && (event.key === "ArrowRight" || event.key === "ArrowLeft")) turn(event.key);
  else return;
  event.preventDefault();
}

function turn(key: string): void {
  const at = TABS.findIndex((each) => each.tab === tab.value);
  const next = TABS[(at + (key === "ArrowRight" ? 1 : TABS.length - 1)) % TABS.length] as (typeof TABS)[number];
  open(next.tab);
  document.getElementById(`tab-${next.tab}`)?.focus();
}

function seek(): void {
  open("actors");
  const focus = (): void => document.getElementById("search")?.focus();
  focus(); // at once, if it is there: what is typed next belongs there
  requestAnimationFrame(focus);
}
