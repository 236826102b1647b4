/**
 * The listeners for signals of this process: one for each signal, however many sources hear it. With one for each source, the
 * platform warns of more than ten, and taking one away walks through all.
 *
 * Invariants: the process has a listener for a signal exactly while `hearing` has an entry for it, which is not empty.
 */
type Hear = (name: NodeJS.Signals) => void;

const hearing: Map<NodeJS.Signals, Set<Hear>> = /* @__PURE__ */ new Map();

/** Calls `hear` for each signal of that name from now on. */
export function listenTo(name: NodeJS.Signals, hear: Hear): void {
  const all = hearing.get(name);
  if (all !== undefined) {
    all.add(hear);
    return;
  }
  hearing.set(name, new Set([hear]));
  process.on(name, tellAll);
}

/** Calls it no longer. */
export function stopListeningTo(name: NodeJS.Signals, hear: Hear): void {
  const all = hearing.get(name);
  if (all === undefined || !all.delete(hear) || all.size > 0) return;
  hearing.delete(name);
  process.off(name, tellAll);
}

function tellAll(name: NodeJS.Signals): void {
  for (const hear of [...(hearing.get(name) ?? [])]) hear(name);
}
