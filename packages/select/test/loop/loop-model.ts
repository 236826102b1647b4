/**
 * The model of loops and selects: channels with two lines of those who wait. A select is a loop of one round. A case of a
 * loop stands in the line of its channel, or is unsure, and then asked in the next round.
 */
import { pick } from "@mailslot/test-support/machine";
import { CAPACITIES, type End, type Seen } from "../program.js";
import type { LoopCase, LoopStep } from "./loop-program.js";

interface Owner {
  readonly once: boolean;
  readonly cases: Map<number, Entry>;
  /** How many cases it was made with, and how many were added. */
  readonly written: number;
  added: number;
  unsure: Entry[];
  displaced: Entry[];
  asking: boolean;
  closed: boolean;
  /** The round that waits. */
  round: number | null;
}

interface Entry {
  readonly owner: Owner;
  readonly at: number;
  readonly order: number;
  readonly kind: "recv" | "send";
  readonly channel: ModelChannel;
  readonly message: number;
}

interface ModelChannel {
  readonly capacity: number;
  readonly buffer: number[];
  readonly lines: { readonly recv: Entry[]; readonly send: Entry[] };
  closed: boolean;
}

const CLOSED = "ERR_MAILSLOT_CLOSED";
const NOTHING = "nothing";

export class LoopModel {
  private readonly channels: ModelChannel[];
  private readonly loops: Owner[];
  private readonly waiting: Map<number, Owner>;
  private ends: Map<number, End>;
  private made: number;
  private sent: number;

  constructor() {
    this.channels = CAPACITIES.map((capacity) => ({
      capacity,
      buffer: [],
      lines: { recv: [], send: [] },
      closed: false,
    }));
    this.loops = [];
    this.waiting = new Map();
    this.ends = new Map();
    this.made = 0;
    this.sent = 0;
  }

  perform(step: LoopStep): Seen {
    this.ends = new Map();
    return { answer: this.act(step), ends: this.ends };
  }

  state(): unknown {
    return { lengths: this.channels.map(({ buffer }) => buffer.length), waiting: [...this.waiting.keys()] };
  }

  private act(step: LoopStep): unknown {
    switch (step.do) {
      case "loop":
        this.loops.push(this.owner(step.cases, false));
        return undefined;
      case "select":
        return this.round(this.owner(step.cases, true));
      case "round":
        return this.onLoop(step.which, (loop) => this.round(loop));
      case "set":
        return this.onLoop(step.which, (loop) => this.set(loop, step.at, step.given));
      case "end":
        return this.onLoop(step.which, (loop) => this.endLoop(loop));
      case "cancel":
        return this.cancel(pick([...this.waiting.keys()], step.which));
      case "send":
        return this.send(this.channel(step.on), this.sent++);
      case "recv":
        return this.recv(this.channel(step.on));
      default:
        return this.close(this.channel(step.on));
    }
  }

  private onLoop(which: number, act: (loop: Owner) => unknown): unknown {
    const loop = pick(this.loops, which);
    return loop && act(loop);
  }

  // Loops

  private owner(cases: readonly LoopCase[], once: boolean): Owner {
    const owner: Owner = {
      once,
      cases: new Map(),
      written: cases.length,
      added: cases.length,
      unsure: [],
      displaced: [],
      asking: false,
      closed: false,
      round: null,
    };
    for (const [at, given] of cases.entries()) this.add(owner, at, given);
    return owner;
  }

  private add(owner: Owner, at: number, given: LoopCase, old?: Entry): void {
    if (given === null) return;
    const order = at < owner.written ? at : (old?.order ?? owner.added++);
    const message = given.kind === "send" ? this.sent++ : -1;
    const entry = { owner, at, order, kind: given.kind, channel: this.channel(given.on), message };
    owner.cases.set(at, entry);
    owner.unsure.push(entry);
  }

  private round(owner: Owner): undefined {
    const id = this.made++;
    this.waiting.set(id, owner);
    if (owner.closed) return this.end(id, { failed: CLOSED });
    const end = this.ask(owner);
    if (end !== null) return this.end(id, end, owner);
    if (owner.round !== null) return this.end(id, { failed: "ERR_MAILSLOT_ARGUMENT" });
    owner.round = id;
    return undefined;
  }

  private ask(owner: Owner): End | null {
    owner.asking = true;
    const end = this.firstReady(owner);
    if (end !== null) owner.unsure.push(...owner.displaced);
    else for (const entry of owner.displaced) this.enter(entry);
    owner.displaced = [];
    owner.asking = false;
    return end;
  }

  private firstReady(owner: Owner): End | null {
    for (const entry of owner.unsure.sort((a, b) => a.order - b.order)) {
      const end = this.poll(entry);
      if (end !== null) return end;
      if (owner.once) continue;
      owner.unsure = owner.unsure.filter((other) => other !== entry);
      this.enter(entry);
    }
    if (owner.once) for (const entry of owner.unsure) this.enter(entry); // a select asks all before it enters any
    return null;
  }

  private poll({ kind, channel, at, message }: Entry): End | null {
    const value = kind === "recv" ? this.recv(channel) : this.send(channel, message);
    if (value === NOTHING || value === false) return null;
    return value === CLOSED ? { failed: CLOSED } : { case: `c${at}`, value: kind === "recv" ? value : undefined };
  }

  private enter(entry: Entry): void {
    entry.channel.lines[entry.kind].push(entry);
  }

  private leave(entry: Entry): void {
    const line = entry.channel.lines[entry.kind];
    const place = line.indexOf(entry);
    if (place >= 0) line.splice(place, 1);
  }

  private set(loop: Owner, at: number, given: LoopCase): unknown {
    if (loop.closed) {
      if (given?.kind === "send") this.sent++; // it was made, for nothing
      return CLOSED;
    }
    const old = loop.cases.get(at);
    if (old !== undefined) this.leave(old);
    loop.cases.delete(at);
    loop.unsure = loop.unsure.filter((entry) => entry !== old);
    this.add(loop, at, given, old);
    const end = loop.round === null ? null : this.ask(loop);
    if (end !== null) this.end(loop.round as number, end, loop);
    return undefined;
  }

  private endLoop(loop: Owner): undefined {
    loop.closed = true;
    for (const entry of loop.cases.values()) this.leave(entry);
    if (loop.round !== null) this.end(loop.round, { failed: CLOSED }, loop);
  }

  private cancel(id: number | undefined): undefined {
    if (id !== undefined) this.end(id, "cancelled", this.waiting.get(id));
  }

  private end(id: number, end: End, owner?: Owner): undefined {
    this.ends.set(id, end);
    this.waiting.delete(id);
    if (owner === undefined) return;
    owner.round = null;
    if (owner.once) for (const entry of owner.cases.values()) this.leave(entry);
  }

  /** Takes `entry` out of its line; returns the round that it may complete, or null. */
  private claim(entry: Entry): number | null {
    this.leave(entry);
    const { owner } = entry;
    if (owner.asking) owner.displaced.push(entry);
    else owner.unsure.push(entry);
    return owner.asking ? null : owner.round;
  }

  // Channels

  /** Completes the first of a line who lets itself be completed; returns who that was. */
  private serve(line: Entry[], endOf: (entry: Entry) => End): Entry | undefined {
    for (let entry = line[0]; entry !== undefined; entry = line[0]) {
      const id = this.claim(entry);
      if (id === null) continue;
      this.end(id, endOf(entry), entry.owner);
      return entry;
    }
    return undefined;
  }

  private send(channel: ModelChannel, message: number): boolean | string {
    if (channel.closed) return CLOSED;
    if (this.serve(channel.lines.recv, ({ at }) => ({ case: `c${at}`, value: message }))) return true;
    if (channel.buffer.length >= channel.capacity) return false;
    channel.buffer.push(message);
    return true;
  }

  private recv(channel: ModelChannel): number | string {
    const { buffer, lines, capacity, closed } = channel;
    const first = buffer.shift();
    const wasSent = ({ at }: Entry): End => ({ case: `c${at}`, value: undefined });
    if (first === undefined) return this.serve(lines.send, wasSent)?.message ?? (closed ? CLOSED : NOTHING);
    while (buffer.length < capacity) {
      const sender = this.serve(lines.send, wasSent);
      if (sender === undefined) break;
      this.send(channel, sender.message);
    }
    return first;
  }

  private close(channel: ModelChannel): undefined {
    channel.closed = true;
    for (const line of [channel.lines.send, channel.lines.recv]) {
      while (this.serve(line, () => ({ failed: CLOSED })));
    }
  }

  private channel(on: number): ModelChannel {
    return this.channels[on] as ModelChannel;
  }
}
