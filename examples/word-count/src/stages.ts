// The stages of the pipeline. Each is the body of a task: it receives from the pipe before it, sends into the one
// after it, and ends when the pipe before it does. It returns what it has skipped.
import { join } from "node:path";
import { fromPromise, type Wait } from "@mailslot/core";
import { CHUNK_BYTES, readChunk } from "./chunks.js";
import { type Disk, diskErrorCode, type Entry, type OpenFile } from "./disk.js";
import type { Pipe, StageCounters } from "./pipe.js";
import { addFrequencies, countWords, type Frequencies } from "./words.js";

type Steps<T> = Generator<Wait, T, unknown>;

/** A piece of a file that begins and ends between words. */
export interface Chunk {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** What was found in a chunk. */
export interface Count {
  readonly path: string;
  readonly bytes: number;
  readonly words: number;
  readonly frequencies: Frequencies;
}

/** What could not be counted, and why. */
export interface Skipped {
  readonly path: string;
  readonly reason: string;
  /** Whether the disk failed. */
  readonly unreadable: boolean;
}

/** Receives the progress of the pipeline. */
export interface Progress {
  found(): void;
  read(): void;
}

/** Walks the folders below `root` and sends the path of every file. */
export function* walk(
  disk: Disk,
  root: string,
  skip: ReadonlySet<string>,
  out: Pipe<string>,
  counters: StageCounters,
  progress: Progress,
): Steps<Skipped[]> {
  const skipped: Skipped[] = [];
  const folders = [root];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const { name, kind } of yield* list(disk, folder, skipped)) {
      const path = join(folder, name);
      if (kind === "folder" && !skip.has(name)) folders.push(path);
      if (kind === "other") skipped.push({ path, reason: "not a regular file", unreadable: false });
      if (kind !== "file") continue;
      progress.found();
      yield* out.send(counters, path);
    }
  }
  return skipped;
}

function* list(disk: Disk, folder: string, skipped: Skipped[]): Steps<readonly Entry[]> {
  try {
    return yield* fromPromise(disk.list(folder));
  } catch (error) {
    skipped.push(unreadable(folder, error));
    return [];
  }
}

/** Reads file after file and sends their chunks; at least one of each file. */
export function* read(
  disk: Disk,
  from: Pipe<string>,
  out: Pipe<Chunk>,
  counters: StageCounters,
  progress: Progress,
): Steps<Skipped[]> {
  const skipped: Skipped[] = [];
  for (let path = yield* from.receive(counters); path !== null; path = yield* from.receive(counters)) {
    const opening = disk.open(path);
    // A finally that waits stands in the body of the task itself: when a generator below it is told to return and waits
    // in its own finally, JavaScript lets the caller go on as if nothing had happened.
    try {
      const isText = yield* sendChunks(path, yield* fromPromise(opening), out, counters);
      if (!isText) skipped.push({ path, reason: "binary", unreadable: false });
    } catch (error) {
      skipped.push(unreadable(path, error));
    } finally {
      yield* fromPromise(opening.then(close, nothingToClose)); // cancelled before it was open, it still comes open
    }
    progress.read();
  }
  return skipped;
}

function close(file: OpenFile): Promise<void> {
  return file.close();
}

function nothingToClose(): void {}

/** Returns false, having sent nothing, when there is a zero byte near the beginning: then the file is not text. */
function* sendChunks(path: string, file: OpenFile, out: Pipe<Chunk>, counters: StageCounters): Steps<boolean> {
  let { chunk, begun } = yield* readChunk(file, []);
  if (isBinary(chunk, begun)) return false;
  yield* out.send(counters, { path, bytes: chunk ?? new Uint8Array() });
  while (chunk !== null) {
    ({ chunk, begun } = yield* readChunk(file, begun));
    if (chunk !== null) yield* out.send(counters, { path, bytes: chunk });
  }
  return true;
}

function isBinary(chunk: Uint8Array | null, begun: readonly Uint8Array[]): boolean {
  const bytes = Buffer.concat([chunk ?? new Uint8Array(), ...begun]);
  return bytes.subarray(0, CHUNK_BYTES).includes(0);
}

/** Counts the words of each chunk. */
export function* count(from: Pipe<Chunk>, out: Pipe<Count>, counters: StageCounters): Steps<void> {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  for (let chunk = yield* from.receive(counters); chunk !== null; chunk = yield* from.receive(counters)) {
    const { path, bytes } = chunk;
    const frequencies: Frequencies = new Map();
    const words = countWords(decoder.decode(bytes), frequencies);
    yield* out.send(counters, { path, bytes: bytes.length, words, frequencies });
  }
}

/** The sum of all counts. */
export interface Sum {
  /** Words by path. */
  readonly files: Map<string, number>;
  readonly frequencies: Frequencies;
  words: number;
  bytes: number;
}

/** Adds up all counts. */
export function* merge(from: Pipe<Count>, counters: StageCounters): Steps<Sum> {
  const sum: Sum = { files: new Map(), frequencies: new Map(), words: 0, bytes: 0 };
  for (let next = yield* from.receive(counters); next !== null; next = yield* from.receive(counters)) {
    sum.files.set(next.path, (sum.files.get(next.path) ?? 0) + next.words);
    sum.words += next.words;
    sum.bytes += next.bytes;
    addFrequencies(sum.frequencies, next.frequencies);
  }
  return sum;
}

/** Makes a note of an error of the disk; any other error is a fault of the program, and thrown on. */
function unreadable(path: string, error: unknown): Skipped {
  const code = diskErrorCode(error);
  if (code === null) throw error;
  return { path, reason: code, unreadable: true };
}
