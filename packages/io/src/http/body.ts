/**
 * The body of a request, as chunks or as a whole. A client that breaks the rules of the body (too long, not JSON) makes the
 * exchange answer with the status for that, if the handler does not.
 */
import type { Source } from "@mailslot/core";
import { IoError } from "../errors.js";
import { BODY } from "../policy.js";
import { checkWhole } from "../source/argument.js";
import type { ByteSource } from "../source/bytes.js";
import { StreamPipe } from "../source/stream-pipe.js";
import { wholeOf } from "../source/whole.js";
import type { Exchange } from "./exchange.js";

/** How to read a body as a whole. */
export interface BodyOptions {
  /** How many bytes it may have. Default: 1,048,576. */
  readonly maxSize?: number;
}

/**
 * The body of a request. `read` and iteration give it chunk by chunk, only as fast as it is asked for; the other methods
 * gather it, when waited on. Fails with an {@link IoError}: `ERR_MAILSLOT_RESET` when the client goes before its end.
 */
export interface HttpBody extends ByteSource {
  /**
   * Reads the rest of the body as bytes. Fails with `ERR_MAILSLOT_LIMIT` when it has more than `maxSize`; a handler that
   * lets this error through answers 413.
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

export class BodyOf extends StreamPipe implements HttpBody {
  private readonly exchange: Exchange;
  private readonly declared: number;

  constructor(exchange: Exchange) {
    const { request, response, scheduler } = exchange;
    const name = `the body of ${exchange.describe()}`;
    const declared = Number(request.headers["content-length"] ?? 0);
    // What has not been read when the answer is complete, the platform has dropped.
    const isCut = response.writableFinished && declared !== 0;
    super(scheduler, name, request, null, isCut ? cut(name, "its answer was complete before it was read") : null);
    this.exchange = exchange;
    this.declared = declared;
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

  private whole<T>({ maxSize = BODY }: BodyOptions = {}, convert: (bytes: Buffer) => T): Source<T> {
    checkWhole("the greatest size of a body", maxSize, 0);
    return wholeOf(this, {
      what: this.describe(),
      scheduler: this.scheduler,
      tooLong: (size) => (Math.max(size, this.declared) > maxSize ? this.tooLong(maxSize) : null),
      convert,
    });
  }

  private parse(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch (cause) {
      const reason = `${this.describe()} is not JSON: ${(cause as Error).message}`;
      throw this.exchange.blame(new IoError("ERR_MAILSLOT_INVALID_TEXT", reason, { cause }), 400);
    }
  }

  private tooLong(maxSize: number): IoError {
    const reason = `${this.describe()} has more than ${maxSize} bytes: a greater maxSize reads it`;
    return this.exchange.blame(new IoError("ERR_MAILSLOT_LIMIT", reason), 413);
  }
}

function cut(name: string, why: string): IoError {
  return new IoError("ERR_MAILSLOT_RESET", `${name} cannot be read: ${why}`);
}

function textOf(bytes: Buffer): string {
  return new TextDecoder().decode(bytes);
}
