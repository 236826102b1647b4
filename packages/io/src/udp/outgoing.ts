/**
 * One datagram on its way out, and the operation that `send` returns. In the terms of {@link Pending}: under way at the
 * system, or in the line, it is pending; with no room and no wait it is withdrawn, and then held by nothing.
 *
 * Invariants: `underWay` from the moment the system is given it.
 */
import type { Scheduler, Waiter } from "@mailslot/core";
import { Pending } from "@mailslot/core/engine";
import { OPERATION } from "../ownership.js";
import type { DatagramQueue } from "./datagram-queue.js";

export class Outgoing extends Pending implements Waiter<void> {
  readonly home: symbol;
  after: Waiter | null;
  before: Waiter | null;
  readonly data: Uint8Array | string;
  readonly port: number;
  readonly host: string;
  private readonly scheduler: Scheduler;
  private readonly queue: DatagramQueue;
  private underWay: boolean;

  constructor(scheduler: Scheduler, queue: DatagramQueue, data: Uint8Array | string, port: number, host: string) {
    super();
    this.home = OPERATION;
    this.after = null;
    this.before = null;
    this.data = data;
    this.port = port;
    this.host = host;
    this.scheduler = scheduler;
    this.queue = queue;
    this.underWay = false;
  }

  /** Sends it, or counts it as unsent until it is waited on. Throws what stands against it at once. */
  begin(): void {
    this.underWay = this.queue.begin(this);
    if (this.underWay) return;
    this.queue.unsent++;
    this.unsubscribe(this); // nothing waits for it yet
  }

  protected enterAgain(): void {
    this.underWay = this.queue.begin(this);
    if (this.underWay) this.queue.unsent--;
    else this.queue.enqueue(this);
  }

  protected leaveLine(): boolean {
    if (!this.underWay) this.queue.leave(this);
    return !this.underWay;
  }

  override describe(): string {
    return `sending to ${this.host}:${this.port}`;
  }

  // As an entry in the line

  claim(): boolean {
    return true;
  }

  deliver(): void {
    this.underWay = true;
    this.queue.unsent--;
    try {
      this.queue.start(this);
    } catch (error) {
      this.fail(error);
    }
  }

  // What the system says

  completed(): void {
    this.scheduler.io(() => this.admit());
  }

  override fail(error: unknown): void {
    this.scheduler.io(() => super.fail(error));
  }
}
