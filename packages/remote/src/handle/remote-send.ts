/**
 * A value on its way to a channel or oneshot of another node: it completes when that has taken it. Given up, it is withdrawn there, unless it
 * has been taken by then; waited for again, it is sent again only if it was withdrawn.
 *
 * Invariants: `isLeaving` from a cancel until the other node has said whether it came in time.
 */
import type { DistantAsk } from "@mailslot/actor";
import { define } from "@mailslot/actor/engine";
import { Pending } from "@mailslot/core/engine";
import { CANCEL, SEND } from "../frame/frame.js";
import type { HandlePath } from "./path.js";

/** What a send tells of its end. */
export interface Sending {
  /** What dumps call what it is sent to. */
  readonly name: string;
  taken(value: unknown): void;
  failed(error: unknown): void;
}

/** The answer to a cancel that came in time. */
export const WITHDRAWN = "withdrawn";

export class RemoteSend extends Pending implements DistantAsk {
  carried: unknown;
  readonly message: string;
  readonly args: readonly unknown[];
  readonly from: null;
  readonly context: undefined;
  private readonly path: HandlePath;
  private readonly handle: number;
  private readonly value: unknown;
  private readonly sending: Sending;
  private isLeaving: boolean;
  /** What has become of it while nobody waited. */
  private ended: { readonly error?: unknown } | null;

  constructor(path: HandlePath, handle: number, value: unknown, sending: Sending) {
    super();
    this.carried = undefined;
    this.message = `what was sent to ${sending.name}`;
    this.args = [];
    this.from = null;
    this.context = undefined;
    this.path = path;
    this.handle = handle;
    this.value = value;
    this.sending = sending;
    this.isLeaving = false;
    this.ended = null;
    this.transmit();
  }

  get isOver(): boolean {
    return !this.isPending;
  }

  private transmit(): void {
    const number = this.path.addSend(this);
    try {
      this.path.send([SEND, number, this.handle, this.value]);
    } catch (error) {
      this.path.takeSend(number);
      throw error;
    }
  }

  reply(answer: unknown): void {
    this.isLeaving = false;
    if (answer === WITHDRAWN) {
      if (this.isPending) this.transmit();
      return;
    }
    this.ended = {};
    this.sending.taken(this.value);
    if (this.isPending) this.admit();
  }

  refuse(error: Error): void {
    this.isLeaving = false;
    if (Object.hasOwn(error, "unsent")) define(error, "unsent", this.value, true);
    this.ended = { error };
    this.sending.failed(error);
    if (this.isPending) this.fail(error);
  }

  protected enterAgain(): void {
    if (this.isLeaving) return;
    if (this.ended === null) this.transmit();
    else if ("error" in this.ended) throw this.ended.error;
    else this.admit();
  }

  protected leaveLine(): boolean {
    const number = this.carried === undefined ? null : (this.carried as { readonly number: number }).number;
    if (number === null || this.isLeaving) return true;
    this.isLeaving = true;
    this.path.send([CANCEL, number]);
    return true;
  }

  override describe(): string {
    return `a send to ${this.sending.name}`;
  }
}
