/**
 * What all connections have in common, whatever carries their bytes: how they end. A carrier derives from it, moves
 * bytes, and tells what happens. See docs/decisions/0222-closing.md.
 *
 * Invariants: `failure` is set once; after `wasClosed` nothing waits, no timer runs, and no signal is listened to.
 */
import { CancelledError, type Scheduler, type Source } from "@mailslot/core";
import { IoError } from "../errors.js";
import { checkHome } from "../ownership.js";
import { LINGER, READ_AHEAD } from "../policy.js";
import { whenAborted } from "../source/abort-signal.js";
import { Settled } from "../source/settled.js";
import type { Connection, TlsDetails } from "./connection.js";
import { CLOSED, CLOSING, ENDED, ENDING, FINISHED, PEER_ENDED, UNREAD } from "./connection-flags.js";
import type { Address, StreamOptions } from "./options.js";
import { Outbound } from "./outbound.js";

export abstract class ConnectionCore extends Outbound implements Connection {
  private readonly linger: number;
  private readonly signal: AbortSignal | undefined;
  private readonly stopListening: () => void;
  private finish: Settled<void> | null;
  private gone: Settled<Error | null> | null;
  private timer: unknown;

  constructor(scheduler: Scheduler, name: string, options: StreamOptions, aheadLimit: number = READ_AHEAD) {
    super(scheduler, name, aheadLimit);
    this.linger = options.linger ?? LINGER;
    this.signal = options.signal;
    this.stopListening = whenAborted(options.signal, () => this.abort());
    this.finish = null;
    this.gone = null;
    this.timer = null;
  }

  abstract readonly local: Address;
  abstract readonly remote: Address;
  abstract readonly bytesRead: number;
  abstract readonly bytesWritten: number;
  abstract readonly tls: TlsDetails | null;
  abstract setNoDelay(on?: boolean): void;
  abstract setKeepAlive(after: boolean | number): void;
  /** Lets go of everything; `wasClosed` follows. */
  protected abstract destroy(): void;
  /** The same, and the peer is told that the connection was dropped. */
  protected abstract drop(): void;

  end(): Source<void> {
    checkHome(this);
    return this.endSide();
  }

  /** Ends this side, whichever scheduler asks. */
  endSide(): Source<void> {
    const finish = this.finishing();
    this.beginEnd();
    return finish;
  }

  close(): Source<Error | null> {
    checkHome(this);
    return this.closeBoth();
  }

  /** Closes both sides, whichever scheduler asks. */
  closeBoth(): Source<Error | null> {
    if ((this.flags & (CLOSING | CLOSED)) !== 0) return this.closed;
    this.flags |= CLOSING;
    this.dropAhead();
    this.failReader(this.closedError());
    if (this.failure !== null) this.destroy();
    else this.sendRest();
    return this.closed;
  }

  reset(): void {
    checkHome(this);
    this.resetNow();
  }

  /** Resets, whichever scheduler asks. */
  resetNow(): void {
    if ((this.flags & CLOSED) !== 0) return;
    this.flags |= CLOSING | ENDING | ENDED;
    this.dropAhead();
    this.failWaits(this.closedError());
    this.drop();
  }

  /** Whether an error has broken the connection. */
  get isBroken(): boolean {
    return this.failure !== null;
  }

  get closed(): Source<Error | null> {
    if (this.gone === null) {
      this.gone = new Settled(this.scheduler, `the end of ${this.describe()}`);
      if ((this.flags & CLOSED) !== 0) this.gone.complete(this.failure);
    }
    return this.gone;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.closeBoth();
  }

  private finishing(): Settled<void> {
    if (this.finish === null) {
      this.finish = new Settled(this.scheduler, `the end of writing to ${this.describe()}`);
      if ((this.flags & FINISHED) !== 0) this.finish.complete();
      else if (this.failure !== null) this.finish.fail(this.failure);
      else if ((this.flags & (CLOSING | CLOSED)) !== 0) this.finish.fail(this.closedError());
    }
    return this.finish;
  }

  /** Sends what was written, for as long as close() lingers; what still comes is read, and dropped. */
  private sendRest(): void {
    this.timer = this.scheduler.loop.startTimer(this.linger, () => this.lingered());
    this.beginEnd();
    this.resume();
    if ((this.flags & FINISHED) !== 0) this.destroyWhenRead();
  }

  /**
   * Lets go once everything is sent. The system resets a connection that is closed before all that came is read, and the
   * peer then loses what is on its way to it. So what has come is read first (which takes the host a poll, from its
   * beginning), and if the peer is still sending, its end is waited for, as long as close() lingers.
   */
  private destroyWhenRead(): void {
    if (this.hasEnded) this.destroy();
    else if ((this.flags & UNREAD) === 0) this.afterPolls(2, () => this.destroyUnlessUnread());
  }

  private destroyUnlessUnread(): void {
    if ((this.flags & UNREAD) === 0) this.destroy();
  }

  private afterPolls(count: number, then: () => void): void {
    this.scheduler.loop.afterPoll(count === 1 ? then : () => this.afterPolls(count - 1, then));
  }

  private lingered(): void {
    this.timer = null;
    if ((this.flags & FINISHED) === 0) {
      const message = `closing ${this.describe()}: the peer did not take what was written within ${this.linger} ms`;
      this.failed(new IoError("ERR_MAILSLOT_TIMED_OUT", message));
    }
    this.drop();
  }

  private abort(): void {
    this.failed(new CancelledError(`${this.describe()} was aborted`, this.signal?.reason));
    this.drop();
  }

  private failWaits(error: unknown): void {
    this.scheduler.io(() => {
      this.failReader(error);
      this.failWriters();
      this.finish?.fail(error);
    });
  }

  // What the carrier tells

  /** Whether both sides have ended, in good order. */
  protected get hasEnded(): boolean {
    return (this.flags & (PEER_ENDED | FINISHED)) === (PEER_ENDED | FINISHED);
  }

  override peerEnded(): void {
    super.peerEnded();
    if ((this.flags & CLOSING) !== 0 && this.hasEnded) this.destroy();
  }

  /** The system has taken everything that was written, and the end. */
  finished(): void {
    this.flags |= FINISHED;
    this.finish?.complete();
    if ((this.flags & CLOSING) !== 0) this.destroyWhenRead();
  }

  /** The connection broke; `wasClosed` follows. */
  failed(error: Error): void {
    if (this.failure !== null || (this.flags & CLOSED) !== 0) return;
    this.failure = error;
    this.failWaits(error);
  }

  /** Nothing is left of the carrier. */
  wasClosed(): void {
    if ((this.flags & CLOSED) !== 0) return;
    this.flags |= CLOSED;
    if (this.timer !== null) this.scheduler.loop.stopTimer(this.timer);
    this.stopListening();
    this.timer = null;
    this.failWaits(this.failure ?? this.closedError());
    this.gone?.complete(this.failure);
  }
}
