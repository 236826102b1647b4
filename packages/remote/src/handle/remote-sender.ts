/** The sending end of a channel of another node. */
import { ClosedError, type Operation, type Sender } from "@mailslot/core";
import { RemoteError } from "../errors.js";
import { CLOSE } from "../frame/frame.js";
import type { HandlePath } from "./path.js";
import { RemoteSend, type Sending } from "./remote-send.js";

/** The sending end of a channel, broadcast or watch that lives on another node: what arrives when one crosses. */
export interface RemoteSender<T> extends Sender<T> {
  /** Whether it takes nothing more, as far as is known here: it was closed from here, its home has said so, or cannot be reached. */
  readonly closed: boolean;
  /**
   * Sends `value`. The operation completes when the channel at home has taken it, so a full channel suspends the sender here; values of one sender keep their
   * order. Cancelling the wait withdraws the value, unless it has been taken by then. Fails, or throws if that is known here, with
   * `ClosedError` as the channel would, and with `ERR_MAILSLOT_NO_CONNECTION` when its node cannot be reached.
   */
  send(value: T): Operation<void>;
  /**
   * Sends `value` as `send` does, without a wait, unless something sent before from here has not been taken yet; returns whether it did. Whether the
   * channel has room now cannot be known here: at most one value stands in line for it. Throws as `send` does.
   */
  trySend(value: T): boolean;
  /** Closes the channel at home, when what was sent before has arrived. */
  close(): void;
}

export class StandInSender implements RemoteSender<unknown>, Sending {
  closed: boolean;
  readonly name: string;
  private readonly path: HandlePath;
  private readonly handle: number;
  private waiting: number;
  private lost: RemoteError | null;

  constructor(path: HandlePath, handle: number) {
    this.closed = false;
    this.name = `a channel of node ${path.node}`;
    this.path = path;
    this.handle = handle;
    this.waiting = 0;
    this.lost = null;
  }

  send(value: unknown): Operation<void> {
    if (this.lost !== null) throw lostSend(this.lost.message);
    if (this.closed) throw new ClosedError(`${this.name} is closed: the message comes back as error.unsent`, value);
    const send = new RemoteSend(this.path, this.handle, value, this);
    this.waiting++;
    return send;
  }

  trySend(value: unknown): boolean {
    if (this.waiting > 0 && !this.closed) return false;
    this.send(value);
    return true;
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.path.send([CLOSE, this.handle]);
  }

  taken(): void {
    this.waiting--;
  }

  failed(error: unknown): void {
    this.waiting--;
    if (error instanceof ClosedError) this.closed = true;
  }

  /** Its node can be reached no more. */
  lose(error: RemoteError): void {
    this.lost = error;
    this.closed = true;
  }

  describe(): string {
    return this.name;
  }
}

/** A fresh error for each send: its stack says who has sent. */
function lostSend(text: string): RemoteError {
  return new RemoteError("ERR_MAILSLOT_NO_CONNECTION", text);
}
