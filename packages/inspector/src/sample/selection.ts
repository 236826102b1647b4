/** The actors that one page shows of all there are: the first by some order, among those whose name holds what is sought. */
import { type AnyRef, definitionOf } from "@mailslot/actor";
import type { ActorOrder } from "../protocol/frames.js";
import { handlingOf } from "./status.js";

/** How many actors a page shows. Who looks for others seeks them by name. */
export const SHOWN = 500;

interface Candidate {
  readonly ref: AnyRef;
  readonly score: number;
  readonly definition: string;
  readonly number: number;
}

export class Selection {
  private readonly order: ActorOrder;
  private readonly query: string;
  /** Whether the name of a definition holds what is sought, for those that were asked. */
  private readonly fitting: Map<string, boolean>;
  private kept: Candidate[];
  /** What one must not be behind to be among the first; null until there are enough. */
  private last: Candidate | null;
  /** How many actors were seen, and how many fit. */
  total: number;
  matching: number;

  constructor(order: ActorOrder, query: string) {
    this.order = order;
    this.query = query.trim().toLowerCase();
    this.fitting = new Map();
    this.kept = [];
    this.last = null;
    this.total = 0;
    this.matching = 0;
  }

  take(ref: AnyRef): void {
    this.total++;
    const definition = definitionOf(ref).name;
    if (this.query !== "" && !this.fits(ref, definition)) return;
    this.matching++;
    const score = this.scoreOf(ref);
    if (this.last !== null && score < this.last.score) return;
    const candidate = { ref, score, definition, number: numberOf(ref) };
    if (this.last !== null && compare(candidate, this.last) > 0) return;
    this.kept.push(candidate);
    if (this.kept.length >= 2 * SHOWN) this.narrow();
  }

  /** Returns those that are shown, in their order. */
  chosen(): AnyRef[] {
    this.narrow();
    return this.kept.map(({ ref }) => ref);
  }

  private fits(ref: AnyRef, definition: string): boolean {
    let fits = this.fitting.get(definition);
    if (fits === undefined) this.fitting.set(definition, (fits = definition.toLowerCase().includes(this.query)));
    return fits || ref.name.toLowerCase().includes(this.query);
  }

  private scoreOf(ref: AnyRef): number {
    if (this.order === "name") return 0;
    if (this.order === "depth") return ref.load;
    return handlingOf(ref) ?? -1;
  }

  private narrow(): void {
    this.kept.sort(compare);
    if (this.kept.length <= SHOWN) return;
    this.kept.length = SHOWN;
    this.last = this.kept[SHOWN - 1] as Candidate;
  }
}

function compare(one: Candidate, other: Candidate): number {
  if (one.score !== other.score) return other.score - one.score;
  if (one.definition !== other.definition) return one.definition < other.definition ? -1 : 1;
  return one.number - other.number;
}

/** The number at the end of an actor's name. */
function numberOf(ref: AnyRef): number {
  return (ref as unknown as { readonly id?: number }).id ?? 0;
}
