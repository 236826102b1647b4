/**
 * The next line of a source of bytes. Those who wait are represented at the source by one waiter, which is there only
 * as long as they wait; what it is handed and they do not take is kept. See
 * docs/decisions/0240-lines-and-growing-files.md.
 *
 * Invariants: `entered` exactly while this waits at `chunks`; it does only during a wait here; `kept` is a line
 * that was cut off and found no taker.
 */
import {
  ClosedError,
  type NotReady,
  notReady,
  QueuedSource,
  type Scheduler,
  type Source,
  type Waiter,
} from "@mailslot/core";
import { badArgument } from "@mailslot/core/engine";
import { IoError } from "../errors.js";
import { checkHome, OPERATION, type Owned } from "../ownership.js";
import { isSendable } from "../source/bytes.js";
import type { ChunkDecoder } from "./decoder.js";
import { LineSplitter } from "./splitter.js";

type Chunk = Uint8Array | undefined;

export class NextLine extends QueuedSource<string> implements Owned {
  readonly home: symbol;
  readonly scheduler: Scheduler;
  private readonly chunks: Source<Chunk>;
  private readonly decoder: ChunkDecoder;
  private readonly splitter: LineSplitter;
  private readonly entry: Waiter<Chunk>;
  private entered: boolean;
  private kept: string | null;
  private ended: boolean;
  /** Why the bytes after those lines that have come are not text; told once. */
  private invalid: unknown;

  constructor(scheduler: Scheduler, chunks: Source<Chunk>, maxLength: number, decoder: ChunkDecoder) {
    super();
    this.home = OPERATION;
    this.scheduler = scheduler;
    this.chunks = chunks;
    this.decoder = decoder;
    this.splitter = new LineSplitter(maxLength, () => tooLong(this, maxLength));
    this.entry = {
      after: null,
      before: null,
      claim: () => this.leave(),
      deliver: (c) => this.came(c),
      fail: (e) => this.broke(e),
    };
    this.entered = false;
    this.kept = null;
    this.ended = false;
    this.invalid = null;
  }

  poll(): string | NotReady {
    checkHome(this);
    return this.entered ? notReady : this.cut(); // those who wait were here first
  }

  override subscribe(waiter: Waiter<string>): void {
    if (!this.entered) this.enter();
    super.subscribe(waiter);
  }

  override unsubscribe(waiter: Waiter<string>): void {
    super.unsubscribe(waiter);
    if (this.entered && this.waiters.head === null && this.leave()) this.chunks.unsubscribe(this.entry);
  }

  override describe(): string {
    return `the next line of ${this.chunks.describe()}`;
  }

  private enter(): void {
    this.chunks.subscribe(this.entry);
    this.entered = true;
  }

  private leave(): boolean {
    this.entered = false;
    return true;
  }

  /** Cuts off a line, asking for more as long as there is more. */
  private cut(): string | NotReady {
    for (;;) {
      const line = this.kept ?? this.splitter.next();
      this.kept = null;
      if (line !== null) return line;
      if (this.invalid !== null) throw this.takeInvalid(this.invalid);
      if (this.ended) throw new ClosedError(`${this.describe()}: the lines have ended`);
      const chunk = this.chunks.poll();
      if (chunk === notReady) return notReady;
      this.take(chunk);
    }
  }

  private take(chunk: Chunk): void {
    if (chunk !== undefined && !(isSendable(chunk) && typeof chunk !== "string"))
      throw badArgument(`a chunk for ${this.describe()}`, chunk, "bytes: a Uint8Array");
    this.splitter.push(this.decoder.decode(chunk));
    this.invalid = this.decoder.failure;
    this.ended = chunk === undefined || this.invalid !== null;
    // What a wrong byte has broken off is not a line.
    if (this.ended && this.invalid === null) this.splitter.end();
  }

  private takeInvalid(cause: unknown): IoError {
    this.invalid = null;
    const reason = `${this.describe()}: bytes that are no ${this.decoder.encoding}`;
    return new IoError("ERR_MAILSLOT_INVALID_TEXT", reason, { cause });
  }

  private came(chunk: Chunk): void {
    this.scheduler.io(() => {
      try {
        this.take(chunk);
        this.serve();
      } catch (error) {
        this.broke(error);
      }
    });
  }

  private serve(): void {
    while (this.waiters.head !== null) {
      const line = this.cut();
      if (line === notReady) {
        this.enter();
        return;
      }
      const waiter = this.waiters.take();
      if (waiter === null) this.kept = line;
      else waiter.deliver(line);
    }
  }

  /** Tells the first waiter; those after it ask again. */
  private broke(error: unknown): void {
    this.scheduler.io(() => {
      this.waiters.take()?.fail(error);
      try {
        this.serve();
      } catch (next) {
        this.broke(next);
      }
    });
  }
}

function tooLong(line: NextLine, maxLength: number): IoError {
  return new IoError(
    "ERR_MAILSLOT_LINE_TOO_LONG",
    `${line.describe()} has more than ${maxLength} characters: it is left out; a greater maxLength lets it through`,
  );
}
