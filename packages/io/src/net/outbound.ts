/**
 * The side of a connection that writes: the line of those who wait for room.
 *
 * Invariants: while something waits, there is no room, or the carrier is about to say `drained`; this side ends when the
 * line is empty and it is to end.
 */
import { ClosedError, type Scheduler, type Source, WaitList } from "@mailslot/core";
import { badArgument } from "@mailslot/core/engine";
import { IoError } from "../errors.js";
import { checkHome } from "../ownership.js";
import { isSendable } from "../source/bytes.js";
import { CLOSED, CLOSING, ENDED, ENDING } from "./connection-flags.js";
import { Inbound } from "./inbound.js";
import { PendingWrite, WRITTEN } from "./write.js";

export abstract class Outbound extends Inbound {
  /** Made when a write first finds no room. */
  private line: WaitList<void> | null;

  constructor(scheduler: Scheduler, name: string, aheadLimit: number) {
    super(scheduler, name, aheadLimit);
    this.line = null;
  }

  /** Whether `write` need not wait. Once false, the carrier calls `drained` when it is true again. */
  protected abstract hasRoom(): boolean;
  protected abstract transmit(data: Uint8Array | string): void;
  /** Ends this side after what was transmitted; `finished` follows. */
  protected abstract endWriting(): void;

  write(data: Uint8Array | string): Source<void> {
    checkHome(this);
    return this.put(data);
  }

  /** Writes, whichever scheduler asks. */
  put(data: Uint8Array | string): Source<void> {
    if (!isSendable(data)) throw badArgument(`what is written to ${this.describe()}`, data, "text or bytes");
    this.checkWritable(data);
    if (data.length === 0 || this.transmitNow(data)) return WRITTEN;
    const pending = new PendingWrite(this, data);
    this.line ??= new WaitList();
    this.line.add(pending);
    return pending;
  }

  /** Writes what was withdrawn before, or puts it at the end of the line and returns false. */
  writeAgain(pending: PendingWrite): boolean {
    this.checkWritable(pending.data);
    if (this.transmitNow(pending.data)) return true;
    this.line?.add(pending);
    return false;
  }

  withdraw(pending: PendingWrite): void {
    this.line?.remove(pending);
    this.letIn(); // the end of this side may have waited for it alone
  }

  /** There is room again: the carrier tells. */
  drained(): void {
    if (this.isAwaited) this.scheduler.io(() => this.letIn());
  }

  protected beginEnd(): void {
    if ((this.flags & (ENDING | CLOSED)) !== 0 || this.failure !== null) return;
    this.flags |= ENDING;
    this.letIn();
  }

  protected failWriters(): void {
    for (let next = this.line?.take(); next; next = this.line?.take()) {
      next.fail(this.notWritable((next as PendingWrite).data)); // user code may run here
    }
  }

  /** Whether writes wait for room. */
  protected get isAwaited(): boolean {
    return this.line !== null && this.line.head !== null;
  }

  private transmitNow(data: Uint8Array | string): boolean {
    if (this.isAwaited || !this.hasRoom()) return false;
    this.transmit(data);
    return true;
  }

  /** Lets in those who wait, while there is room; ends this side when none is left and it is to end. */
  private letIn(): void {
    for (let next = this.nextIn(); next !== null; next = this.nextIn()) {
      this.transmit(next.data);
      next.deliver();
    }
    if (this.isAwaited || (this.flags & (ENDING | ENDED)) !== ENDING) return;
    this.flags |= ENDED;
    this.endWriting();
  }

  private nextIn(): PendingWrite | null {
    return this.isAwaited && this.hasRoom() ? (this.line?.take() as PendingWrite | null) : null;
  }

  private checkWritable(data: Uint8Array | string): void {
    if ((this.flags & (ENDING | CLOSED)) !== 0 || this.failure !== null) throw this.notWritable(data);
  }

  private notWritable(data: Uint8Array | string): Error {
    if ((this.flags & CLOSING) === 0 && this.failure !== null) return this.failure;
    if ((this.flags & (CLOSING | CLOSED)) === 0) {
      return new IoError("ERR_MAILSLOT_ENDED", `${this.describe()} was ended: write before end()`);
    }
    return new ClosedError(`${this.describe()} is closed: the bytes come back as error.unsent`, data);
  }
}
