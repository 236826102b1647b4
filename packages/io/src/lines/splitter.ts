/**
 * Text that comes in pieces, cut into lines. Of a line that is too long no more is kept than the limit and one piece.
 *
 * Invariants: `begun` has no line feed in it; while `skipping`, it is empty.
 */
export class LineSplitter {
  private readonly maxLength: number;
  private readonly tooLong: () => Error;
  /** The pieces of the line that has not ended, and how long they are together. */
  private begun: string[];
  private begunLength: number;
  private text: string;
  private at: number;
  private skipping: boolean;
  private ended: boolean;

  constructor(maxLength: number, tooLong: () => Error) {
    this.maxLength = maxLength;
    this.tooLong = tooLong;
    this.begun = [];
    this.begunLength = 0;
    this.text = "";
    this.at = 0;
    this.skipping = false;
    this.ended = false;
  }

  /** Takes more text; only when `next` has given null. */
  push(text: string): void {
    this.text = text;
    this.at = 0;
  }

  /** Says that the text has ended: what was begun is a line. */
  end(): void {
    this.ended = true;
  }

  /** Returns the next line, or null when it has not come yet; throws for one that is too long, and goes on after it. */
  next(): string | null {
    for (;;) {
      const end = this.text.indexOf("\n", this.at);
      if (end < 0) return this.rest();
      const piece = this.text.slice(this.at, end);
      this.at = end + 1;
      if (!this.skipping) return this.finish(piece);
      this.skipping = false;
    }
  }

  private rest(): string | null {
    const piece = this.at === 0 ? this.text : this.text.slice(this.at);
    this.text = "";
    this.at = 0;
    if (this.skipping) return null;
    if (this.ended) return piece === "" && this.begunLength === 0 ? null : this.finish(piece);
    if (piece === "") return null;
    this.begun.push(piece);
    this.begunLength += piece.length;
    if (this.begunLength > this.maxLength + 1) this.skip(); // one more, for the \r that may be there
    return null;
  }

  private finish(piece: string): string {
    const all = this.begunLength === 0 ? piece : this.begun.join("") + piece;
    this.forget();
    const line = all.endsWith("\r") ? all.slice(0, -1) : all;
    if (line.length > this.maxLength) throw this.tooLong();
    return line;
  }

  private skip(): never {
    this.forget();
    this.skipping = true;
    throw this.tooLong();
  }

  private forget(): void {
    if (this.begunLength === 0) return;
    this.begun = [];
    this.begunLength = 0;
  }
}
