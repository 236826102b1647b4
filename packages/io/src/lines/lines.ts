/** Lines of text, made of any source of bytes. */
import { currentScheduler, type Receiver, type Source } from "@mailslot/core";
import { badArgument, untilClosed } from "@mailslot/core/engine";
import { homeOf } from "../ownership.js";
import { LINE_LENGTH } from "../policy.js";
import { checkOptions, checkWhole } from "../source/argument.js";
import { ChunkDecoder } from "./decoder.js";
import { type BytesFrom, chunksOf } from "./input.js";
import { NextLine } from "./next-line.js";

/** How to read lines. */
export interface LinesOptions {
  /** How many characters (UTF-16 code units) a line may have, without its end; 1,048,576 by default. */
  readonly maxLength?: number;
  /** The encoding, as TextDecoder calls it; "utf-8" by default. */
  readonly encoding?: string;
  /**
   * Fails at bytes that are not text in that encoding, in place of their line, and ends there, instead of reading U+FFFD for
   * them. Default: false.
   */
  readonly fatal?: boolean;
}

/** Gives lines. It can stand as a case of a select, and be iterated over: iteration ends with the bytes. */
export interface Lines extends Receiver<string> {
  /**
   * Takes the next line, without its line feed and a carriage return before that, or waits for one: first come, first
   * served. A last line need not end. Fails with ClosedError after it; as the source does; with an {@link IoError}
   * `ERR_MAILSLOT_LINE_TOO_LONG` in place of a line that is, after which the next can be read; with
   * `…_INVALID_TEXT` if `fatal`. A cancelled wait takes nothing.
   */
  recv(): Source<string>;
}

/**
 * Cuts what a source of bytes gives into lines: a connection, a file, the pipe of a process, stdin, a channel of chunks, a
 * stream of Node. It reads only during a wait for a line, and holds at most `maxLength` characters and one chunk.
 * A character whose bytes come in two chunks is read whole. A UsageError is thrown when the encoding is unknown.
 *
 * @example
 * ```ts
 * import { channel } from "@mailslot/core";
 * import { lines } from "@mailslot/io";
 *
 * const bytes = channel<Uint8Array>();
 * for (const piece of ["on", "e\ntw", "o"]) bytes.send(new TextEncoder().encode(piece));
 * bytes.close();
 * for await (const line of lines(bytes, { maxLength: 80 })) console.log(line.length); // 3
 * ```
 */
export function lines(source: BytesFrom, options: LinesOptions = {}): Lines {
  checkOptions("lines", options, '{ encoding: "utf-8" }');
  const { maxLength = LINE_LENGTH, encoding = "utf-8", fatal = false } = options;
  checkWhole("the greatest length of a line", maxLength, 1);
  const scheduler = currentScheduler();
  return new LinesOf(new NextLine(scheduler, chunksOf(source, scheduler), maxLength, decoderOf(encoding, fatal)));
}

class LinesOf implements Lines {
  readonly home: symbol;
  private readonly nextLine: NextLine;

  constructor(nextLine: NextLine) {
    this.home = homeOf(nextLine);
    this.nextLine = nextLine;
  }

  recv(): Source<string> {
    return this.nextLine;
  }

  [Symbol.asyncIterator](): AsyncIterator<string> {
    return untilClosed(this.nextLine);
  }
}

function decoderOf(encoding: string, fatal: boolean): ChunkDecoder {
  try {
    return new ChunkDecoder(encoding, fatal);
  } catch {
    throw badArgument("the encoding", encoding, 'one that TextDecoder knows, such as "utf-8"');
  }
}
