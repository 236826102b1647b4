/**
 * The model of a channel: a few plain lists, and the order of cases as the documentation has it. Tasks begin in the
 * order they were started, at the next run; what they got is seen then.
 */
import type { Overflow } from "@mailslot/core";
import { type Machine, pick, seen } from "@mailslot/test-support/machine";
import type { Act, ChannelStep } from "./steps.js";

/** Who stands in line for room: with a message, or for a permit. Nobody waits for the message of a `fire`. */
interface InLine {
  readonly id: number;
  readonly act: Act;
  readonly message: number;
}

export class ListModel implements Machine<ChannelStep> {
  private readonly capacity: number;
  private readonly overflow: Overflow;
  private readonly dropped: number[] = [];
  private closed = false;
  private reserved = 0;
  private buffer: number[] = [];
  private line: InLine[] = [];
  private receivers: { readonly id: number; readonly many: boolean }[] = [];
  private starting: { readonly id: number; readonly act: Act; readonly max: number }[] = [];
  /** What each task got; it is seen once the task has run. */
  private readonly results = new Map<number, unknown>();
  private readonly visible = new Map<number, unknown>();
  private permits: number[] = [];
  /** Messages of sends that nobody waited for; their failure is reported at the next run. */
  private readonly unsent: number[] = [];
  private reported: number[] = [];
  private next = 0;

  constructor(capacity: number, overflow: Overflow = "suspend") {
    this.capacity = capacity;
    this.overflow = overflow;
  }

  state(): unknown {
    return {
      length: this.buffer.length,
      closed: this.closed,
      results: [...this.visible].sort(byId),
      unsent: this.reported,
      dropped: this.dropped,
    };
  }

  perform(step: ChannelStep): unknown {
    const id = this.next++;
    if ("task" in step) return void this.starting.push({ id, act: step.task, max: step.max });
    if ("which" in step) return this[step.now](step.which, id);
    return this[step.now](id);
  }

  // Steps

  private run(): void {
    for (const { id, act, max } of this.starting.splice(0)) this.start(id, act, max);
    for (const [id, result] of this.results) {
      if (result === "a permit" && !this.visible.has(id)) this.permits.push(id);
      this.visible.set(id, result);
    }
    this.permits.sort((a, b) => a - b);
    this.reported = [...this.reported, ...this.unsent.splice(0)];
  }

  private start(id: number, act: Act, max: number): void {
    const result = seen(() => this.attempt(id, act, max));
    if (result !== undefined) this.results.set(id, result);
    else if (act === "recv" || act === "recvMany") this.receivers.push({ id, many: act === "recvMany" });
    else this.line.push({ id, act, message: id });
    if (act === "fire" && result === undefined) this.results.set(id, "sent");
  }

  private attempt(id: number, act: Act, max: number): unknown {
    if (act === "recv") return this.take();
    if (act === "recvMany") return this.takeMany(max);
    if (act !== "reserve") return this.send(id) || this.sendOver(id) ? "sent" : undefined;
    return this.canReserve() ? this.grant() : undefined;
  }

  private send(id: number): boolean {
    if (this.closed) throw Object.assign(new Error(), { code: "ERR_MAILSLOT_CLOSED", unsent: id });
    return this.place(id);
  }

  /** Sends without room; returns false when the message has to wait. */
  private sendOver(id: number): boolean {
    if (this.overflow === "suspend") return false;
    if (this.overflow === "fail") throw Object.assign(new Error(), { code: "ERR_MAILSLOT_FULL", unsent: id });
    const oldest = this.overflow === "drop-oldest" ? this.buffer.shift() : undefined;
    this.dropped.push(oldest ?? id);
    if (oldest !== undefined) this.buffer.push(id);
    return true;
  }

  private trySend(id: number): unknown {
    return seen(() => this.send(id));
  }

  private tryRecv(): unknown {
    return seen(() => this.take() ?? "nothing");
  }

  private drain(): number[] {
    const all: number[] = [];
    while (this.buffer.length > 0 || this.line.some(({ act }) => act !== "reserve")) all.push(this.take() as number);
    return all;
  }

  private tryReserve(id: number): unknown {
    return seen(() => {
      if (!this.canReserve()) return false;
      this.reserved++;
      this.permits.push(id);
      return true;
    });
  }

  private canReserve(): boolean {
    if (this.capacity === 0) throw Object.assign(new Error(), { code: "ERR_MAILSLOT_ARGUMENT" });
    if (this.closed) throw closedError();
    return this.hasRoom();
  }

  private close(): void {
    if (this.closed) return;
    this.closed = true;
    for (const { id, act, message } of this.line.splice(0)) {
      if (act === "fire") this.unsent.push(message);
      else
        this.results.set(id, act === "reserve" ? "ERR_MAILSLOT_CLOSED" : `ERR_MAILSLOT_CLOSED gives back ${message}`);
    }
    this.finish();
  }

  private cancel(which: number): void {
    const waiting = [...this.line.filter(({ act }) => act !== "fire"), ...this.receivers, ...this.starting];
    const delivered = [...this.results.keys()].filter((id) => !this.visible.has(id));
    const id = pick(
      [...waiting.map((each) => each.id), ...delivered].sort((a, b) => a - b),
      which,
    );
    if (id === undefined || this.results.has(id)) return; // what was delivered before the cancellation is kept
    this.line = this.line.filter((each) => each.id !== id);
    this.receivers = this.receivers.filter((each) => each.id !== id);
    this.starting = this.starting.filter((each) => each.id !== id);
    this.results.set(id, "cancelled");
  }

  private use(which: number, id: number): void {
    if (!this.giveBack(which)) return;
    this.place(id);
    this.settle();
  }

  private release(which: number): void {
    if (this.giveBack(which)) this.settle();
  }

  // The lists

  private hasRoom(): boolean {
    return this.buffer.length + this.reserved < this.capacity;
  }

  private place(message: number): boolean {
    const receiver = this.receivers.shift();
    if (receiver !== undefined) this.results.set(receiver.id, receiver.many ? [message] : message);
    else if (this.hasRoom()) this.buffer.push(message);
    else return false;
    return true;
  }

  /** Returns the next message; undefined when there is none. */
  private take(): number | undefined {
    const held = this.buffer.shift();
    if (held !== undefined) {
      this.admit();
      return held;
    }
    const first = this.line.find(({ act }) => act !== "reserve");
    if (first === undefined && this.closed && this.reserved === 0) throw closedError();
    if (first === undefined) return undefined;
    this.line.splice(this.line.indexOf(first), 1);
    this.results.set(first.id, "sent");
    return first.message;
  }

  private takeMany(max: number): number[] | undefined {
    const first = this.take();
    if (first === undefined) return undefined;
    const all = [first];
    while (all.length < max && (this.buffer.length > 0 || this.line.some(({ act }) => act !== "reserve"))) {
      all.push(this.take() as number);
    }
    return all;
  }

  private admit(): void {
    while (this.line.length > 0 && this.hasRoom()) {
      const { id, act, message } = this.line.shift() as InLine;
      if (act !== "reserve") this.place(message);
      this.results.set(id, act === "reserve" ? this.grant() : "sent");
    }
  }

  private grant(): string {
    this.reserved++;
    return "a permit";
  }

  private giveBack(which: number): boolean {
    const id = pick(this.permits, which);
    if (id === undefined) return false;
    this.permits = this.permits.filter((each) => each !== id);
    this.reserved--;
    return true;
  }

  private settle(): void {
    this.admit();
    this.finish();
  }

  private finish(): void {
    if (!this.closed || this.reserved > 0) return;
    for (const { id } of this.receivers.splice(0)) this.results.set(id, "ERR_MAILSLOT_CLOSED");
  }
}

function closedError(): Error {
  return Object.assign(new Error(), { code: "ERR_MAILSLOT_CLOSED" });
}

function byId([a]: readonly [number, unknown], [b]: readonly [number, unknown]): number {
  return a - b;
}
