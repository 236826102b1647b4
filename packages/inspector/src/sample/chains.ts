/**
 * Who waits for whom, as cycles and chains. Every node that waits leads either to one that waits for nobody, which ends a chain,
 * or into a cycle. Without recursion: chains may be 100,000 long; and in steps, of which each gives 0.
 */
import type { ChainRow, WaitRow } from "../protocol/frames.js";

/** One wait: `by` needs `on` to answer `message`, or to end (null). */
export interface Edge<N extends object> {
  readonly by: N;
  readonly on: N;
  readonly message: string | null;
}

/** What is known of a node beside its waits. */
export interface Facts {
  readonly name: string;
  /** For how many milliseconds it has waited, or handled what others wait for. */
  readonly ms: number | null;
  /** What it waits for, in words. */
  readonly waitsFor: string | null;
}

/** How many cycles and chains are told, and how many links of each. */
const TOLD = 50;
const LINKS = 24;
/** How many nodes are looked at in one step. */
const STEP = 500;

interface Place<N extends object> {
  readonly node: N;
  readonly out: { readonly to: Place<N>; readonly message: string | null }[];
  readonly behind: Place<N>[];
  /** How many of `out` are not known to end. */
  open: number;
  /** The walk that has come by, for those that lead into cycles. */
  walk: number;
}

/** Returns cycles first, then chains, those first behind which most wait. */
export function* chainsOf<N extends object>(
  edges: readonly Edge<N>[],
  factsOf: (node: N) => Facts,
): Generator<0, ChainRow[]> {
  const places = placesOf(edges);
  yield 0;
  const ends = [...places.values()].filter(({ out }) => out.length === 0);
  yield* settle(ends);
  const stuck = [...places.values()].filter(({ open }) => open > 0);
  const cycles = cyclesOf(stuck).slice(0, TOLD);
  yield 0;
  const rows: ChainRow[] = [];
  for (const cycle of cycles) rows.push(rowOf(cycle, true, (yield* everybodyBehind(cycle)).length, factsOf));
  const chains: { path: Place<N>[]; behind: number }[] = [];
  for (const end of ends) {
    const all = yield* everybodyBehind([end]);
    chains.push({ path: wayFrom(all.at(-1) as Place<N>, end), behind: all.length - 1 });
  }
  chains.sort((one, other) => other.behind - one.behind);
  for (const { path, behind } of chains.slice(0, TOLD - rows.length)) rows.push(rowOf(path, false, behind, factsOf));
  return rows;
}

function placesOf<N extends object>(edges: readonly Edge<N>[]): Map<N, Place<N>> {
  const places = new Map<N, Place<N>>();
  const placeOf = (node: N): Place<N> => {
    const known = places.get(node);
    if (known !== undefined) return known;
    const place: Place<N> = { node, out: [], behind: [], open: 0, walk: 0 };
    places.set(node, place);
    return place;
  };
  for (const { by, on, message } of edges) {
    const [waiter, waited] = [placeOf(by), placeOf(on)];
    waiter.out.push({ to: waited, message });
    waiter.open++;
    waited.behind.push(waiter);
  }
  return places;
}

/** Takes away, from the ends on, whoever waits for none but those that end (Kahn 1962). What stays open leads into a cycle. */
function* settle<N extends object>(ends: readonly Place<N>[]): Generator<0, void> {
  const settled = [...ends];
  for (let n = 0; n < settled.length; n++) {
    for (const waiter of (settled[n] as Place<N>).behind) if (--waiter.open === 0) settled.push(waiter);
    if (n % STEP === 0) yield 0;
  }
}

/** Follows each that is stuck until the way comes back to itself. */
function cyclesOf<N extends object>(stuck: readonly Place<N>[]): Place<N>[][] {
  const cycles: Place<N>[][] = [];
  for (const [n, start] of stuck.entries()) {
    const walk = n + 1;
    let place = start;
    while (place.walk === 0) {
      place.walk = walk;
      place = onwards(place);
    }
    if (place.walk !== walk) continue; // where an earlier walk has been
    const cycle = [place];
    for (let next = onwards(place); next !== place; next = onwards(next)) cycle.push(next);
    cycles.push(cycle);
  }
  return cycles;
}

/** The next one on the way into a cycle. */
function onwards<N extends object>(place: Place<N>): Place<N> {
  return (place.out.find(({ to }) => to.open > 0) as { to: Place<N> }).to;
}

/** Lists `first` and all that wait for them, nearest first. */
function* everybodyBehind<N extends object>(first: readonly Place<N>[]): Generator<0, Place<N>[]> {
  const seen = new Set(first);
  let n = 0;
  for (const place of seen) {
    for (const waiter of place.behind) seen.add(waiter);
    if (++n % STEP === 0) yield 0;
  }
  return [...seen];
}

/** Returns the way from `place` to `end`. */
function wayFrom<N extends object>(place: Place<N>, end: Place<N>): Place<N>[] {
  const cameFrom = new Map<Place<N>, Place<N> | null>([[place, null]]);
  for (const [next] of cameFrom) {
    if (next === end) break;
    for (const { to } of next.out) if (!cameFrom.has(to)) cameFrom.set(to, next);
  }
  const way: Place<N>[] = [];
  for (let each: Place<N> | null = end; each !== null; each = cameFrom.get(each) ?? null) way.unshift(each);
  return way;
}

function rowOf<N extends object>(
  path: readonly Place<N>[],
  cycle: boolean,
  behind: number,
  factsOf: (node: N) => Facts,
): ChainRow {
  // Of a chain that is too long, its end is what matters.
  const shown = path.length > LINKS ? [path[0] as Place<N>, ...path.slice(1 - LINKS)] : path;
  const links = shown.map((place, n): WaitRow => {
    const next = shown[n + 1] ?? (cycle ? shown[0] : undefined);
    const message = place.out.find(({ to }) => to === next)?.message ?? null;
    const { name, ms, waitsFor } = factsOf(place.node);
    return { name, message, ms: ms === null ? null : Math.round(ms), waitsFor };
  });
  const known = links.map(({ ms }) => ms ?? 0);
  return {
    key: `${cycle ? "cycle" : "chain"} ${links[0]?.name} ${links.at(-1)?.name}`,
    cycle,
    links,
    left: path.length - shown.length,
    behind,
    ms: Math.max(0, ...known),
  };
}
