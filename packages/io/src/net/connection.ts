/** Connections as their users see them. */
import type { Source } from "@mailslot/core";
import type { Address } from "./options.js";

/** What TLS has agreed on with the peer. */
export interface TlsDetails {
  /** The version: "TLSv1.3". */
  readonly protocol: string | null;
  /** The cipher suite that both chose, as OpenSSL calls it. */
  readonly cipher: string;
  /** The protocol that both chose (ALPN), or null. */
  readonly alpn: string | null;
  /** The name by which the client asked for the server (SNI), or null. */
  readonly serverName: string | null;
  /** Whether the peer has proved who it is. */
  readonly authorized: boolean;
}

/**
 * A stream of bytes each way between two ends. It belongs to the scheduler it was opened under: a task of another that
 * uses it fails with `ERR_MAILSLOT_TWO_SCHEDULERS`; give that one a {@link handle}. Asynchronously iterable: iteration
 * gives what `read` does, and ends at the peer's end. `await using` closes it.
 */
export interface Connection extends AsyncIterable<Buffer>, AsyncDisposable {
  /** This end. */
  readonly local: Address;
  /** The other end. */
  readonly remote: Address;
  /** Bytes that have come in so far. */
  readonly bytesRead: number;
  /** Bytes that were handed over for sending so far. */
  readonly bytesWritten: number;
  /** What TLS has agreed on; null without TLS. */
  readonly tls: TlsDetails | null;

  /**
   * Reads what comes next, as it comes: a chunk of at least one byte, or `undefined` when the peer has ended its side. It
   * acts when waited on, and the same operation can be waited on again and again. A cancelled wait takes nothing.
   *
   * The chunk is the reader's to keep; with the option `readBuffer` it is valid only until the next read of this
   * connection, though writing it anywhere is safe. No more than 64 KB are read ahead of the reader, and what the system
   * holds: a peer that sends more waits.
   *
   * Fails with ClosedError after `close`, with an {@link IoError} when the connection broke (once what had come is read):
   * `ERR_MAILSLOT_RESET`, `…_TIMED_OUT`; with `…_BUSY` when another task is waiting to read.
   */
  read(): Source<Buffer | undefined>;

  /**
   * Writes bytes, or text as UTF-8. It acts when called: with room (64 KB that the platform holds) the bytes are on their
   * way when this returns, and nothing need be waited for. Without, the returned operation completes when room came;
   * cancelling that wait withdraws the bytes, all of them. Writes go out in the order they were made. The bytes are not
   * copied: do not change them afterwards.
   *
   * Throws ClosedError, with the bytes as `unsent`, after `close`; an {@link IoError} when the connection broke, and
   * `ERR_MAILSLOT_ENDED` after `end`. A write that waits fails in the same way; a write without a waiter fails silently, as
   * `read`, the next `write` and `closed` tell.
   */
  write(data: Uint8Array | string): Source<void>;

  /**
   * Ends this side: the peer reads to the end of what was written, and then its end. It acts when called; the operation
   * completes when the system has taken everything. Reading goes on. Fails as the connection does.
   */
  end(): Source<void>;

  /**
   * Closes both sides. It acts when called: reads fail with ClosedError, and what was written is still sent, for `linger`
   * ms at most. The returned operation is {@link Connection.closed}. That the peer has read it all, no close can tell: who
   * must know calls `end`, and reads to the peer's end.
   */
  close(): Source<Error | null>;

  /** Drops the connection at once, with what was not sent; the peer sees it reset. Waits fail with ClosedError. */
  reset(): void;

  /**
   * Completes when the connection is gone, whichever way, and nothing of it is left: with null after an orderly end, or
   * with the error that broke it.
   */
  readonly closed: Source<Error | null>;

  /** Sends each write at once (true), or waits for more to send with it. */
  setNoDelay(on?: boolean): void;

  /** Has the system ask after so many ms of silence whether the peer still lives (true: after 60,000); false: never. */
  setKeepAlive(after: boolean | number): void;
}
