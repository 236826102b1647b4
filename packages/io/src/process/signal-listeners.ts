/**
 * The listeners for signals of this process: one for each signal, however many sources hear it. With one for each source, the
 * platform warns of more than ten, and taking one away walks through all.
 *
 * Invariants: the process has a listener for a signal exactly while `hearing` has an entry for it, which is not empty.
 */
type Hear = (name: NodeJS.Signals) => void;

interface Listener {
  readonly all: Set<Hear>;
  /** Tells by the name that it was registered for: a test that emits a signal may leave out its arguments. */
  readonly tellAll: () => void;
}

const hearing: Map<NodeJS.Signals, Listener> = /* @__PURE__ */ new Map();

/** Calls `hear` for each signal of that name from now on. */
export function listenTo(name: NodeJS.Signals, hear: Hear): void {
  const known = hearing.get(name);
  if (known !== undefined) {
    known.all.add(hear);
    return;
  }
  const all = new Set([hear]);
  const tellAll = (): void => {
    for (const each of [...all]) each(name);
  };
  hearing.set(name, { all, tellAll });
  process.on(name, tellAll);
}

/** Calls it no longer. */
export function stopListeningTo(name: NodeJS.Signals, hear: Hear): void {
  const known = hearing.get(name);
  if (known === undefined || !known.all.delete(hear) || known.all.size > 0) return;
  hearing.delete(name);
  process.off(name, known.tellAll);
}
