/** What lines can be made of, as one kind of source: chunks, and undefined at the end. */
import {
  type NotReady,
  notReady,
  orClosed,
  QueuedSource,
  type Receiver,
  type Scheduler,
  type Source,
} from "@mailslot/core";
import { badArgument, checkKind, checkObject } from "@mailslot/core/engine";
import type { ByteSource } from "../source/bytes.js";

/** Where bytes come from: a connection, a file, a pipe; a channel of chunks; a stream of Node or another iterable. */
export type BytesFrom = ByteSource | Receiver<Uint8Array> | AsyncIterable<Uint8Array>;

type Chunk = Uint8Array | undefined;

const GIVEN = "what an iterable of chunks gives";

export function chunksOf(from: BytesFrom, scheduler: Scheduler): Source<Chunk> {
  if (!givesBytes(from))
    throw badArgument("the source of lines", from, "a connection, a file, a pipe, a channel or a stream");
  if ("recv" in from) return orClosed<Uint8Array, undefined>(checked(from.recv()) as Source<Uint8Array>, undefined);
  if ("read" in from && !("pipe" in from)) return checked(from.read()); // streams of Node have another kind of read
  const iterator = from[Symbol.asyncIterator]();
  checkKind("the iterator of the source of lines", iterator, "next", "an object with a method next()");
  return new IteratedChunks(iterator, scheduler);
}

function givesBytes(from: unknown): boolean {
  try {
    const { recv, read, [Symbol.asyncIterator]: iterate } = (from ?? {}) as Record<PropertyKey, unknown>;
    return [recv, read, iterate].some((method) => typeof method === "function");
  } catch {
    return false; // a proxy that was revoked, or what cannot be read
  }
}

/** Fails unless what a source gives chunks by is an operation. */
function checked(chunks: unknown): Source<Chunk> {
  checkKind("what the source of lines gives chunks by", chunks, "subscribe", "an operation");
  return chunks as Source<Chunk>;
}

/** Asks the iterator for a chunk when something waits; one that comes without a wait is kept. */
class IteratedChunks extends QueuedSource<Chunk> {
  private readonly iterator: AsyncIterator<Uint8Array>;
  private readonly scheduler: Scheduler;
  private reading: boolean;
  private come: (() => Chunk) | null;

  constructor(iterator: AsyncIterator<Uint8Array>, scheduler: Scheduler) {
    super();
    this.iterator = iterator;
    this.scheduler = scheduler;
    this.reading = false;
    this.come = null;
  }

  poll(): Chunk | NotReady {
    const { come } = this;
    if (come === null) {
      this.ask();
      return notReady;
    }
    this.come = null;
    return come();
  }

  private ask(): void {
    if (this.reading) return;
    this.reading = true;
    this.nextOf(this.iterator).then(
      (chunk) => this.came(() => chunk),
      (error: unknown) =>
        this.came(() => {
          throw error;
        }),
    );
  }

  private async nextOf(iterator: AsyncIterator<Uint8Array>): Promise<Chunk> {
    const promised = iterator.next(); // user code runs here
    checkObject(GIVEN, promised, "a promise of { done, value }");
    const result = await promised; // and here
    checkObject(GIVEN, result, "an object { done, value }");
    return result.done === true ? undefined : result.value;
  }

  private came(result: () => Chunk): void {
    this.reading = false;
    const waiter = this.waiters.take();
    if (waiter === null) this.come = result;
    else this.scheduler.io(() => serve(waiter, result));
  }

  override describe(): string {
    return "the next chunk of an iterable";
  }
}

function serve(waiter: { deliver(chunk: Chunk): void; fail(error: unknown): void }, result: () => Chunk): void {
  let chunk: Chunk;
  try {
    chunk = result();
  } catch (error) {
    waiter.fail(error);
    return;
  }
  waiter.deliver(chunk);
}
