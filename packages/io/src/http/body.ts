/**
 * The body of a request or an answer, as chunks or as a whole. A client that breaks the rules of the body (too long, not
 * JSON) makes the exchange answer with the status for that, if the handler does not.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { type Scheduler, type Source, UsageError } from "@mailslot/core";
import { IoError } from "../errors.js";
import { BODY } from "../policy.js";
import { checkSettings, checkWhole } from "../source/argument.js";
import type { ByteSource } from "../source/bytes.js";
import { StreamPipe } from "../source/stream-pipe.js";
import { wholeOf } from "../source/whole.js";

/** How to read a body as a whole. */
export interface BodyOptions {
  /** How many bytes it may have. Default: 1,048,576. */
  readonly maxSize?: number;
}

/**
 * The body of a request, or of an answer. `read` and iteration give it chunk by chunk, only as fast as it is asked for; the other methods
 * gather it, when waited on. Fails with an {@link IoError}: `ERR_MAILSLOT_RESET` when the peer goes before its end.
 */
export interface HttpBody extends ByteSource {
  /**
   * Reads the rest of the body as bytes. Fails with `ERR_MAILSLOT_LIMIT` when that is more than `maxSize`; a handler that
   * lets this error through answers 413. Fails with a UsageError when the body was read as a whole before.
   */
  bytes(options?: BodyOptions): Source<Buffer>;
  /** Reads the rest of the body as UTF-8 text; limits and errors as for `bytes`. */
  text(options?: BodyOptions): Source<string>;
  /**
   * Reads the rest of the body as JSON; limits and errors as for `bytes`. Fails with `ERR_MAILSLOT_INVALID_TEXT` when it
   * is not JSON; a handler that lets this error through answers 400.
   */
  json(options?: BodyOptions): Source<unknown>;
}

/** Notes that a peer is to blame for `error`, and the status it is answered with; returns the error. */
export type Blame = <E extends Error>(error: E, status: number) => E;

export class BodyOf extends StreamPipe implements HttpBody {
  private readonly blame: Blame;
  private readonly declared: number;
  /** Whether it was read as a whole. */
  private isGathered: boolean;

  /** `response` is the answer to `message`, if that is a request. */
  constructor(
    scheduler: Scheduler,
    name: string,
    message: IncomingMessage,
    response: ServerResponse | null = null,
    blame: Blame = (error) => error,
  ) {
    const declared = Number(message.headers["content-length"] ?? 0);
    const hasBody = declared !== 0 || "transfer-encoding" in message.headers;
    // What has not been read when the answer is complete, the platform has dropped.
    const isCut = hasBody && (response?.writableFinished === true || message.readableEnded);
    super(scheduler, name, message, null, isCut ? cut(name, "its answer was complete before it was read") : null);
    this.blame = blame;
    this.declared = declared;
    this.isGathered = false;
  }

  bytes(options?: BodyOptions): Source<Buffer> {
    return this.whole(options, (bytes) => bytes);
  }

  text(options?: BodyOptions): Source<string> {
    return this.whole(options, textOf);
  }

  json(options?: BodyOptions): Source<unknown> {
    return this.whole(options, (bytes) => this.parse(textOf(bytes)));
  }

  private whole<T>(options: BodyOptions = {}, convert: (bytes: Buffer) => T): Source<T> {
    checkSettings(`the options for ${this.describe()}`, options, "an object of options: { maxSize: 10_000 }");
    const { maxSize = BODY } = options;
    checkWhole("the greatest size of a body", maxSize, 0);
    return wholeOf(this, {
      what: this.describe(),
      scheduler: this.scheduler,
      tooLong: (size) =>
        Math.max(size, this.declared - this.takenBefore(size)) > maxSize ? this.tooLong(maxSize) : null,
      convert: (bytes) => {
        this.gathered();
        return convert(bytes);
      },
    });
  }

  /** How many bytes of the body were read before those `size` that are gathered now. */
  private takenBefore(size: number): number {
    return this.bytesRead - this.bytesAhead - size;
  }

  /** What was gathered once is not there a second time: it would read as empty. */
  private gathered(): void {
    if (this.isGathered) {
      const reason = `${this.describe()} was read as a whole before: keep what that gave`;
      throw new UsageError("ERR_MAILSLOT_ARGUMENT", reason);
    }
    this.isGathered = true;
  }

  private parse(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch (cause) {
      const reason = `${this.describe()} is not JSON: ${(cause as Error).message}`;
      throw this.blame(new IoError("ERR_MAILSLOT_INVALID_TEXT", reason, { cause }), 400);
    }
  }

  private tooLong(maxSize: number): IoError {
    const reason = `${this.describe()} has more than ${maxSize} bytes: a greater maxSize reads it`;
    return this.blame(new IoError("ERR_MAILSLOT_LIMIT", reason), 413);
  }
}

function cut(name: string, why: string): IoError {
  return new IoError("ERR_MAILSLOT_RESET", `${name} cannot be read: ${why}`);
}

function textOf(bytes: Buffer): string {
  return new TextDecoder().decode(bytes);
}
