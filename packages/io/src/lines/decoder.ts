/**
 * Bytes that come in chunks, decoded to text. One that is `fatal` gives the text before the first wrong byte, however the
 * bytes are cut: a decoder of the platform gives nothing of a chunk that has a wrong byte in it, and forgets where it was.
 *
 * Invariants: `behind` has decoded the same as `decoder`; `failure` is set once, by the first wrong byte.
 */
export class ChunkDecoder {
  readonly encoding: string;
  /** Why the text has ended; null until it has. */
  failure: unknown;
  private readonly decoder: TextDecoder;
  /** Which goes on from where `decoder` was when that fails; null unless fatal. */
  private readonly behind: TextDecoder | null;

  /** Throws the platform's error when it does not know the encoding. */
  constructor(encoding: string, fatal: boolean) {
    this.decoder = new TextDecoder(encoding, { fatal });
    this.encoding = this.decoder.encoding;
    this.failure = null;
    this.behind = fatal ? new TextDecoder(encoding, { fatal }) : null;
  }

  /** Decodes a chunk; undefined is the end. */
  decode(chunk: Uint8Array | undefined): string {
    if (chunk === undefined) return this.attempt(() => this.decoder.decode()) ?? "";
    const text = this.attempt(() => this.decoder.decode(chunk, { stream: true }));
    if (text === null) return this.textBefore(chunk);
    this.behind?.decode(chunk, { stream: true });
    return text;
  }

  private attempt(decode: () => string): string | null {
    try {
      return decode();
    } catch (error) {
      this.failure = error;
      return null;
    }
  }

  /** Decodes byte by byte up to the wrong one. */
  private textBefore(chunk: Uint8Array): string {
    let text = "";
    for (let at = 0; at < chunk.length; at++) {
      const more = this.attempt(() =>
        (this.behind as TextDecoder).decode(chunk.subarray(at, at + 1), { stream: true }),
      );
      if (more === null) break;
      text += more;
    }
    return text;
  }
}
