/**
 * The body of an answer as a sink. With a content-length it takes that many bytes and no other number: more would be read
 * as the next answer, and after fewer the next would be read as the rest of this one.
 *
 * Invariants: `promised` are the bytes that were handed to the platform and those that wait for room, at most `length`;
 * the platform is told of the end only after `length` bytes.
 */
import type { ServerResponse } from "node:http";
import { type Scheduler, type Source, UsageError } from "@mailslot/core";
import { CLOSED, ENDING } from "../net/connection-flags.js";
import type { PendingWrite } from "../net/write.js";
import { isSendable } from "../source/bytes.js";
import { StreamPipe } from "../source/stream-pipe.js";

export class AnswerStream extends StreamPipe {
  private readonly length: number;
  /** Ends the connection of an answer that cannot be completed. */
  private readonly cut: () => void;
  private promised: number;
  private sent: number;

  constructor(scheduler: Scheduler, name: string, response: ServerResponse, length: number, cut: () => void) {
    super(scheduler, name, null, response);
    this.length = length;
    this.cut = cut;
    this.promised = 0;
    this.sent = 0;
  }

  override put(data: Uint8Array | string): Source<void> {
    const size = isSendable(data) ? Buffer.byteLength(data) : 0;
    this.checkRoom(size);
    const written = super.put(data);
    this.promised += size;
    return written;
  }

  override writeAgain(pending: PendingWrite): boolean {
    const size = Buffer.byteLength(pending.data);
    this.checkRoom(size);
    const isWritten = super.writeAgain(pending);
    this.promised += size;
    return isWritten;
  }

  override withdraw(pending: PendingWrite): void {
    this.promised -= Buffer.byteLength(pending.data);
    super.withdraw(pending);
  }

  override endSide(): Source<void> {
    if (this.isOpen && this.promised < this.length) throw this.breakOff(this.promised);
    return super.endSide();
  }

  protected override transmit(data: Uint8Array | string): void {
    this.sent += Buffer.byteLength(data);
    super.transmit(data);
  }

  protected override endWriting(): void {
    if (this.sent === this.length) super.endWriting();
    else this.breakOff(this.sent); // what was still to be written was withdrawn
  }

  private get isOpen(): boolean {
    return (this.flags & (ENDING | CLOSED)) === 0 && this.failure === null;
  }

  private checkRoom(size: number): void {
    if (this.isOpen && this.promised + size > this.length)
      throw this.wrong(this.promised + size, "write no more than that, or give no content-length");
  }

  private breakOff(size: number): UsageError {
    const error = this.wrong(size, "its connection is cut: write as much as that, or give no content-length");
    this.failed(error);
    this.cut();
    return error;
  }

  private wrong(size: number, advice: string): UsageError {
    const reason = `${this.describe()} has a content-length of ${this.length}, and ${size} bytes: ${advice}`;
    return new UsageError("ERR_MAILSLOT_ARGUMENT", reason);
  }
}
