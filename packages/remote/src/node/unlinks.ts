/**
 * The unlinks of actors here with those of one other node which that has not answered: what the other end did before it knew counts as done
 * before. As in Erlang's distribution protocol (unlink id and its acknowledgement); counts do for ids, since frames keep their order.
 * See docs/decisions/0503-watches-are-taken-back.md.
 *
 * Invariants: a pair is in `pairs` exactly while an unlink of it has no answer, and can have one.
 */
import type { RefData } from "./node.js";

/** Who is at one end of a connection; null until it has said so. */
interface End {
  readonly node: string | null;
  readonly incarnation: number;
}

interface Pair {
  /** How many unlinks have no answer. */
  open: number;
  /** Whether the two were linked from here after the last of them. */
  isLinkedAgain: boolean;
}

export class Unlinks {
  private readonly here: End;
  private readonly there: End;
  /** By the number of the actor elsewhere, and that of the one here. */
  private readonly pairs: Map<number, Map<number, Pair>>;

  constructor(here: End, there: End) {
    this.here = here;
    this.there = there;
    this.pairs = new Map();
  }

  get size(): number {
    return this.pairs.size;
  }

  /** An unlink of `near`, if that lives here, with actor `far` goes out. */
  begin(far: number, near: RefData): void {
    if (!isAt(near, this.here)) return;
    const pairs = this.pairs.get(far) ?? new Map<number, Pair>();
    this.pairs.set(far, pairs);
    const open = pairs.get(near[2])?.open ?? 0;
    pairs.set(near[2], { open: open + 1, isLinkedAgain: false });
  }

  /** A link of the two goes out. */
  linked(far: number, near: RefData): void {
    const pair = isAt(near, this.here) ? this.pairs.get(far)?.get(near[2]) : undefined;
    if (pair !== undefined) pair.isLinkedAgain = true;
  }

  /** The home of `far` has answered an unlink. */
  answered(near: number, far: number): void {
    const pairs = this.pairs.get(far);
    const pair = pairs?.get(near);
    if (pairs === undefined || pair === undefined || --pair.open > 0) return;
    pairs.delete(near);
    if (pairs.size === 0) this.pairs.delete(far);
  }

  /** Whether what comes by a link of the two is of one that was ended here. */
  isUnderWay(near: number, far: RefData | null): boolean {
    return this.pairOf(near, far) !== undefined;
  }

  /** Whether a link that comes was made before its maker knew of the unlink, which ends it there. */
  refusesLink(near: number, far: RefData | null): boolean {
    return this.pairOf(near, far)?.isLinkedAgain === false;
  }

  /** Returns those here whose unlink with actor `far` has no answer. */
  with(far: number): number[] {
    return [...(this.pairs.get(far)?.keys() ?? [])];
  }

  /** Whether an actor lives at the other node. */
  isThere(who: RefData): boolean {
    return isAt(who, this.there);
  }

  /** Forgets all: the node can be reached no more. */
  endAll(): void {
    this.pairs.clear();
  }

  private pairOf(near: number, far: RefData | null): Pair | undefined {
    return far !== null && this.isThere(far) ? this.pairs.get(far[2])?.get(near) : undefined;
  }
}

function isAt([node, incarnation]: RefData, end: End): boolean {
  return node === end.node && incarnation === end.incarnation;
}
