/** What everything that carries bytes looks like: connections, files, the pipes of processes, bodies of requests. */
import type { Source } from "@mailslot/core";

/** Something that bytes are read from. Asynchronously iterable: iteration ends where `read` gives undefined. */
export interface ByteSource extends AsyncIterable<Uint8Array> {
  /**
   * Reads what comes next: a chunk of at least one byte, or `undefined` at the end. It acts when waited on, and the same
   * operation can be waited on again and again. A cancelled wait takes nothing.
   */
  read(): Source<Uint8Array | undefined>;
}

/** Something that bytes are written to. */
export interface ByteSink {
  /**
   * Writes bytes, or text as UTF-8. It acts when called: with room (64 KB) nothing need be waited for; without, the returned
   * operation completes when room came, and cancelling that wait withdraws the bytes. Fails as what carries them does;
   * with `ERR_MAILSLOT_ENDED` after `end`, and with ClosedError after the close, the bytes as `unsent`.
   */
  write(data: Uint8Array | string): Source<void>;

  /** Ends it after what was written; it acts when called. Completes when the system has taken everything. */
  end(): Source<void>;
}

/** Whether `data` can be written: text or bytes, of whatever realm. */
export function isSendable(data: unknown): boolean {
  return typeof data === "string" || (ArrayBuffer.isView(data) && (data as Uint8Array).BYTES_PER_ELEMENT === 1);
}
