/**
 * The model of selects: one list of everybody who waits, in order, and channels that are plain arrays. Where a select
 * may choose, the model is told what was chosen, and answers only if that was ready.
 */
import { pick } from "@mailslot/test-support/machine";
import { CAPACITIES, type End, type Seen, type SomeCase, type Step } from "./program.js";
import { byNumber } from "./real-program.js";

interface ModelChannel {
  readonly capacity: number;
  readonly buffer: number[];
  reserved: number;
  closed: boolean;
}

/** One case of a select that waits. */
interface Entry {
  readonly id: number;
  readonly name: string;
  readonly kind: SomeCase["kind"];
  readonly channel: ModelChannel | null;
  readonly message: number;
  readonly due: number;
  readonly biased: boolean;
}

const CLOSED = "ERR_MAILSLOT_CLOSED";

export class ModelProgram {
  private readonly channels: ModelChannel[];
  private entries: Entry[];
  private readonly permits: Map<number, ModelChannel>;
  private ends: Map<number, End>;
  private real: ReadonlyMap<number, End>;
  private made: number;
  private sent: number;
  private now: number;

  constructor() {
    this.channels = CAPACITIES.map((capacity) => ({ capacity, buffer: [], reserved: 0, closed: false }));
    this.entries = [];
    this.permits = new Map();
    this.ends = new Map();
    this.real = this.ends;
    this.made = 0;
    this.sent = 0;
    this.now = 0;
  }

  /** Performs a step; where a select may choose, it takes what the real one took, if that was ready. */
  perform(step: Step, real: Seen): Seen {
    this.ends = new Map();
    this.real = real.ends;
    const answer = this.act(step);
    return { answer, ends: this.ends };
  }

  state(): unknown {
    const waiting = [...new Set(this.entries.map(({ id }) => id))].sort(byNumber);
    return { lengths: this.channels.map(({ buffer }) => buffer.length), waiting };
  }

  private act(step: Step): unknown {
    switch (step.do) {
      case "select":
        return this.select(step.cases, step.biased, step.otherwise);
      case "send": {
        const channel = this.channel(step.on);
        const message = this.sent++;
        return channel.closed ? CLOSED : this.place(channel, message);
      }
      case "recv": {
        const taken = this.take(this.channel(step.on));
        return typeof taken === "string" ? taken : (taken ?? "nothing");
      }
      case "close":
        return this.close(this.channel(step.on));
      case "advance":
        this.now++;
        for (let due = this.due(); due !== undefined; due = this.due()) this.complete(due, undefined);
        return undefined;
      default:
        return this.later(step.do, step.which);
    }
  }

  private select(cases: readonly SomeCase[], biased: boolean, otherwise: boolean): undefined {
    const id = this.made++;
    const entries = cases.map((given, n) => this.entryOf(id, `c${n}`, given, biased));
    const ready = entries.filter((entry) => this.isReady(entry));
    const chosen = biased ? ready[0] : ready.find((entry) => this.isWhat(entry, this.real.get(id)));
    if (chosen !== undefined) this.performReady(chosen);
    else if (ready.length > 0) throw new Error(`what was taken was not ready: ${JSON.stringify(this.real.get(id))}`);
    else if (otherwise) this.ends.set(id, { case: "otherwise", value: undefined });
    else this.entries.push(...entries);
    return undefined;
  }

  private entryOf(id: number, name: string, given: SomeCase, biased: boolean): Entry {
    const channel = given.kind === "time" ? null : this.channel(given.on);
    const message = given.kind === "send" ? this.sent++ : -1;
    const due = given.kind === "time" ? this.now + given.ms : -1;
    return { id, name, kind: given.kind, channel, message, due, biased };
  }

  private isReady({ kind, channel, due }: Entry): boolean {
    if (channel === null) return due <= this.now;
    const waits = (other: Entry["kind"]): boolean => this.first(channel, other) !== undefined;
    if (kind === "recv") return channel.buffer.length > 0 || waits("send") || isOver(channel);
    return channel.closed || hasRoom(channel) || (kind === "send" && waits("recv"));
  }

  /** Whether `end` is what `entry` would end its select with. */
  private isWhat(entry: Entry, end: End | undefined): boolean {
    if (end === undefined || end === "cancelled") return false;
    const { channel, kind } = entry;
    const fails =
      channel !== null && (kind === "recv" ? isOver(channel) && channel.buffer.length === 0 : channel.closed);
    return "failed" in end ? fails && end.failed === CLOSED : !fails && end.case === entry.name;
  }

  /** Performs a case that is ready, of a select that does not wait. */
  private performReady(entry: Entry): void {
    const { channel } = entry;
    if (channel === null) this.complete(entry, undefined);
    else if (entry.kind === "recv") {
      const taken = this.take(channel);
      if (typeof taken === "string") this.ends.set(entry.id, { failed: taken });
      else this.complete(entry, taken);
    } else if (channel.closed) this.ends.set(entry.id, { failed: CLOSED });
    else if (entry.kind === "permit") this.grant(entry, channel);
    else {
      this.place(channel, entry.message);
      this.complete(entry, undefined);
    }
  }

  /** Ends the select of `entry` with it; none of its cases waits any more. */
  private complete(entry: Entry, value: unknown): void {
    this.entries = this.entries.filter(({ id }) => id !== entry.id);
    this.ends.set(entry.id, { case: entry.name, value });
  }

  private grant(entry: Entry, channel: ModelChannel): void {
    channel.reserved++;
    this.permits.set(entry.id, channel);
    this.complete(entry, "permit");
  }

  private place(channel: ModelChannel, message: number): boolean {
    const receiver = this.first(channel, "recv");
    if (receiver !== undefined) this.complete(receiver, message);
    else if (hasRoom(channel)) channel.buffer.push(message);
    else return false;
    return true;
  }

  private take(channel: ModelChannel): number | string | undefined {
    const message = channel.buffer.shift();
    if (message !== undefined) {
      this.admit(channel);
      return message;
    }
    const sender = this.first(channel, "send");
    if (sender !== undefined) this.complete(sender, undefined);
    return sender?.message ?? (isOver(channel) ? CLOSED : undefined);
  }

  private admit(channel: ModelChannel): void {
    for (;;) {
      const first = this.nextOf((entry) => entry.channel === channel && entry.kind !== "recv");
      if (first === undefined || !hasRoom(channel)) return;
      if (first.kind === "permit") this.grant(first, channel);
      else {
        this.complete(first, undefined);
        this.place(channel, first.message);
      }
    }
  }

  private close(channel: ModelChannel): undefined {
    channel.closed = true;
    this.failAll(channel, ["send", "permit"]);
    this.finish(channel);
    return undefined;
  }

  private finish(channel: ModelChannel): void {
    if (isOver(channel)) this.failAll(channel, ["recv"]);
  }

  private failAll(channel: ModelChannel, kinds: readonly Entry["kind"][]): void {
    for (;;) {
      const first = this.entries.find((entry) => entry.channel === channel && kinds.includes(entry.kind));
      if (first === undefined) return;
      this.complete(first, undefined);
      this.ends.set(first.id, { failed: CLOSED });
    }
  }

  private later(what: "cancel" | "use" | "release", which: number): unknown {
    if (what === "cancel") {
      const id = pick([...new Set(this.entries.map((entry) => entry.id))].sort(byNumber), which);
      this.entries = this.entries.filter((entry) => entry.id !== id);
      if (id !== undefined) this.ends.set(id, "cancelled");
      return undefined;
    }
    const id = pick([...this.permits.keys()].sort(byNumber), which);
    if (id === undefined) return undefined;
    const channel = this.permits.get(id) as ModelChannel;
    this.permits.delete(id);
    channel.reserved--;
    if (what === "use") this.place(channel, this.sent++);
    this.admit(channel);
    this.finish(channel);
    return id;
  }

  private first(channel: ModelChannel, kind: Entry["kind"]): Entry | undefined {
    return this.nextOf((entry) => entry.channel === channel && entry.kind === kind);
  }

  private due(): Entry | undefined {
    return this.nextOf((entry) => entry.kind === "time" && entry.due <= this.now);
  }

  /** The first who waits for something; which of the cases of that select it is, a select that may choose has chosen. */
  private nextOf(fits: (entry: Entry) => boolean): Entry | undefined {
    const first = this.entries.find(fits);
    const end = first === undefined || first.biased ? undefined : this.real.get(first.id);
    return this.entries.find((entry) => entry.id === first?.id && fits(entry) && this.isWhat(entry, end)) ?? first;
  }

  private channel(on: number): ModelChannel {
    return this.channels[on] as ModelChannel;
  }
}

function hasRoom({ buffer, reserved, capacity }: ModelChannel): boolean {
  return buffer.length + reserved < capacity;
}

function isOver({ closed, reserved }: ModelChannel): boolean {
  return closed && reserved === 0;
}
