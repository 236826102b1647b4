/** One datagram on its way out, and the operation that `send` returns. */
import { type NotReady, notReady, QueuedSource, type Scheduler, type Waiter } from "@mailslot/core";
import { OPERATION } from "../ownership.js";
import type { Sending } from "./sending.js";

const HELD = 0; // not sent; in the line while somebody waits
const UNDER_WAY = 1;
const TAKEN = 2;
const FAILED = 3;

export class Outgoing extends QueuedSource<void> implements Waiter<void> {
  readonly home: symbol;
  after: Waiter | null;
  before: Waiter | null;
  readonly data: Uint8Array | string;
  readonly port: number;
  readonly host: string;
  private readonly scheduler: Scheduler;
  private readonly sending: Sending;
  private state: number;
  private error: unknown;

  constructor(scheduler: Scheduler, sending: Sending, data: Uint8Array | string, port: number, host: string) {
    super();
    this.home = OPERATION;
    this.after = null;
    this.before = null;
    this.data = data;
    this.port = port;
    this.host = host;
    this.scheduler = scheduler;
    this.sending = sending;
    this.state = HELD;
    this.error = undefined;
  }

  /** Sends it unless it must wait. Throws what stands against it at once. */
  begin(): boolean {
    if (!this.sending.begin(this)) return false;
    this.state = UNDER_WAY;
    return true;
  }

  poll(): undefined | NotReady {
    if (this.state === HELD && this.begin()) this.sending.unsent--;
    if (this.state === FAILED) throw this.error;
    return this.state === TAKEN ? undefined : notReady;
  }

  override subscribe(waiter: Waiter<void>): void {
    if (this.state === HELD && this.waiters.head === null) this.sending.enter(this);
    super.subscribe(waiter);
  }

  /** Takes it out of the line when nobody is left to hear that it was sent: a send that is given up sends nothing. */
  override unsubscribe(waiter: Waiter<void>): void {
    super.unsubscribe(waiter);
    if (this.state === HELD && this.waiters.head === null) this.sending.leave(this);
  }

  override describe(): string {
    return `sending to ${this.host}:${this.port}`;
  }

  // As an entry in the line

  claim(): boolean {
    return true;
  }

  deliver(): void {
    this.state = UNDER_WAY;
    this.sending.unsent--;
    try {
      this.sending.start(this);
    } catch (error) {
      this.fail(error);
    }
  }

  fail(error: unknown): void {
    this.failed(error);
  }

  // What the system says

  completed(): void {
    this.state = TAKEN;
    this.scheduler.io(() => this.waiters.deliverAll());
  }

  failed(error: unknown): void {
    this.state = FAILED;
    this.error = error;
    this.scheduler.io(() => this.waiters.failAll(() => error));
  }
}
