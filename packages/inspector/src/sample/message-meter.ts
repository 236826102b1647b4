/**
 * Rates and latencies of messages, while a page shows them. Every message is counted; the times of one in so many are taken, so many
 * that some 2,000 a second remain. What is old fades, so that figures are those of about the last ten seconds. Watching costs a message about a
 * microsecond: where there are very many, a second of every thirty is measured.
 */
import { definitionOf, type MessageWatcher, type WatchedMessage, watchMessages } from "@mailslot/actor";
import type { MessageRow } from "../protocol/frames.js";
import { Latencies } from "./latencies.js";

/** Samples of times that are taken in a second, at most about. */
const SAMPLES = 2_000;
/** Messages a second up to which all are watched: at a microsecond each they cost what looking may. */
const WATCHED = 25_000;
/** Milliseconds of rest after a look at more. */
const REST = 30_000;
/** How many kinds of messages are shown. */
const SHOWN = 500;

/** The messages of one name to actors of one definition. */
interface Kind {
  readonly definition: string;
  readonly message: string;
  count: number;
  /** The count at the last look. */
  before: number;
  failed: number;
  readonly waited: Latencies;
  readonly took: Latencies;
}

/** A message whose times are taken. */
interface Timed {
  readonly kind: Kind;
  readonly sentAt: number;
  /** For how many messages it stands. */
  readonly weight: number;
  beganAt: number;
}

export class MessageMeter implements MessageWatcher<Timed>, Disposable {
  private readonly clock: { now(): number };
  private readonly kinds: Map<string, Map<string, Kind>>;
  /** Null while it rests. */
  private watching: Disposable | null;
  private restsUntil: number;
  private every: number;
  private left: number;
  private lookedAt: number;

  constructor(clock: { now(): number }) {
    this.clock = clock;
    this.kinds = new Map();
    this.every = 1;
    this.left = 1;
    this.lookedAt = clock.now();
    this.watching = watchMessages(this);
    this.restsUntil = 0;
  }

  /** Whether there are so many messages that it measures only now and then. */
  get isResting(): boolean {
    return this.watching === null;
  }

  [Symbol.dispose](): void {
    this.watching?.[Symbol.dispose]();
    this.watching = null;
  }

  sent({ to, message }: WatchedMessage): Timed | undefined {
    const kind = this.kindOf(definitionOf(to).name, message);
    kind.count++;
    if (--this.left > 0) return undefined;
    this.left = this.every;
    return { kind, sentAt: this.clock.now(), weight: this.every, beganAt: 0 };
  }

  began(timed: Timed): void {
    timed.beganAt = this.clock.now();
    timed.kind.waited.add(timed.beganAt - timed.sentAt);
  }

  ended({ kind, beganAt, weight }: Timed, { status }: { readonly status: string }): void {
    if (status === "stashed") return;
    kind.took.add(this.clock.now() - beganAt);
    if (status === "failed") kind.failed += weight;
  }

  /** Returns what was since the last look, and takes less or more samples from now on; null while it rests. */
  rows(): MessageRow[] | null {
    const now = this.clock.now();
    if (this.watching === null) {
      if (now >= this.restsUntil) this.begin(now);
      return null;
    }
    const seconds = Math.max(0.001, (now - this.lookedAt) / 1_000);
    this.lookedAt = now;
    const kinds = [...this.kinds.values()].flatMap((each) => [...each.values()]);
    const rows = kinds.map((kind) => rowOf(kind, seconds));
    const rate = rows.reduce((sum, row) => sum + row.rate, 0);
    this.every = Math.max(1, Math.ceil(rate / SAMPLES));
    if (rate > WATCHED) {
      this[Symbol.dispose]();
      this.restsUntil = now + REST;
    }
    return rows.sort((one, other) => other.rate - one.rate || (one.key < other.key ? -1 : 1)).slice(0, SHOWN);
  }

  private begin(now: number): void {
    this.lookedAt = now;
    this.watching = watchMessages(this);
  }

  private kindOf(definition: string, message: string): Kind {
    let ofDefinition = this.kinds.get(definition);
    if (ofDefinition === undefined) this.kinds.set(definition, (ofDefinition = new Map()));
    let kind = ofDefinition.get(message);
    if (kind === undefined) {
      kind = { definition, message, count: 0, before: 0, failed: 0, waited: new Latencies(), took: new Latencies() };
      ofDefinition.set(message, kind);
    }
    return kind;
  }
}

function rowOf(kind: Kind, seconds: number): MessageRow {
  const { definition, message, count, before, failed, waited, took } = kind;
  kind.before = count;
  const row: MessageRow = {
    key: `${definition} ${message}`,
    definition,
    message,
    rate: (count - before) / seconds,
    count,
    failed,
    waited: [waited.quantile(0.5), waited.quantile(0.99)],
    took: [took.quantile(0.5), took.quantile(0.99)],
  };
  waited.fade();
  took.fade();
  return row;
}
