/** Files as a whole. */
import * as fs from "node:fs";
import { currentScheduler, type Source } from "@mailslot/core";
import { badArgument } from "@mailslot/core/engine";
import { IoError, ioError } from "../errors.js";
import { checkFile, checkFlags, checkOptions, checkWhole, readOptions } from "../source/argument.js";
import { ColdOperation } from "../source/cold-operation.js";

/** How to read a file as a whole. */
export interface ReadFileOptions {
  /** The most bytes that are read; a longer file fails with `ERR_MAILSLOT_LIMIT`. Default: no limit. */
  readonly maxSize?: number;
  /** Gives up when it aborts, with CancelledError. Default: none. */
  readonly signal?: AbortSignal;
}

/** How to write a file as a whole. */
export interface WriteFileOptions {
  /** "w" (the default) replaces what is there, "a" appends to it, "wx" fails with `ERR_MAILSLOT_EXISTS` if there is any. */
  readonly flags?: string;
  /** The permissions of a file that this makes; 0o666, less the umask, by default. */
  readonly mode?: number;
  /** Gives up when it aborts, with CancelledError; a part may be written by then. Default: none. */
  readonly signal?: AbortSignal;
}

/**
 * Reads a whole file, when waited on; waited on again, it gives what was read. Fails with an {@link IoError}:
 * `ERR_MAILSLOT_NOT_FOUND`, `…_IS_FOLDER`, `…_DENIED`, `…_LIMIT`.
 *
 * @example
 * ```ts
 * import { go } from "@mailslot/core";
 * import { IoError, readFile } from "@mailslot/io";
 *
 * await go(function* () {
 *   try {
 *     yield* readFile("/no/such/file", { maxSize: 1_000_000 });
 *   } catch (error) {
 *     console.log(error instanceof IoError && error.code); // ERR_MAILSLOT_NOT_FOUND
 *   }
 * });
 * ```
 */
export function readFile(path: string | URL, options?: ReadFileOptions): Source<Buffer>;
/** Reads a whole file as text in `encoding`. */
export function readFile(path: string | URL, options: ReadFileOptions & { encoding: BufferEncoding }): Source<string>;
export function readFile(
  path: string | URL,
  options: ReadFileOptions & { encoding?: BufferEncoding } = {},
): Source<Buffer | string> {
  checkOptions("readFile", options, '{ encoding: "utf8" }');
  checkFile(path);
  const { maxSize, encoding, signal: stop } = options;
  checkWhole("the greatest size", maxSize, 0);
  if (encoding !== undefined && !Buffer.isEncoding(encoding))
    throw badArgument("the encoding", encoding, 'one that Buffer knows, such as "utf8"');
  return once<Buffer | string>(`reading ${path}`, stop, (what, signal, done) => {
    if (maxSize === undefined) fs.readFile(path, { encoding: encoding ?? null, signal }, done);
    else readUpTo(path, { what, maxSize, encoding }, signal, done);
  });
}

interface Bounded {
  readonly what: string;
  readonly maxSize: number;
  readonly encoding: BufferEncoding | undefined;
}

/** Reads until there is too much: what `stat` says of the size may be outdated, or 0 for a file that the system makes up. */
function readUpTo(path: string | URL, { what, maxSize, encoding }: Bounded, signal: AbortSignal, done: Done): void {
  const stream = fs.createReadStream(path, { signal });
  const chunks: Buffer[] = [];
  let size = 0;
  stream.on("data", (chunk) => {
    chunks.push(chunk as Buffer);
    size += chunk.length;
    if (size > maxSize) stream.destroy(tooLarge(what, maxSize));
  });
  stream.once("error", done);
  stream.once("end", () => {
    const bytes = Buffer.concat(chunks);
    done(null, encoding === undefined ? bytes : bytes.toString(encoding));
  });
}

type Done = (error: Error | null, value?: Buffer | string) => void;

/**
 * Writes a whole file, when waited on; given up, it may have written a part. Waited on again, it writes nothing more. Fails
 * as {@link readFile} does, with `ERR_MAILSLOT_LIMIT` when the disk is full.
 *
 * @example
 * ```ts
 * import { mkdtempSync } from "node:fs";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { readFile, writeFile } from "@mailslot/io";
 *
 * const path = join(mkdtempSync(join(tmpdir(), "write-")), "greeting.txt");
 * await writeFile(path, "hello");
 * console.log(String(await readFile(path))); // hello
 * ```
 */
export function writeFile(path: string | URL, data: Uint8Array | string, options: WriteFileOptions = {}): Source<void> {
  checkOptions("writeFile", options, '{ flags: "a" }');
  checkFile(path);
  if (typeof data !== "string" && !ArrayBuffer.isView(data))
    throw badArgument("what is written", data, "text or bytes");
  const read = readOptions(options, WRITING);
  checkFlags(read);
  const { flags = "w", mode = 0o666 } = read;
  return once<void>(`writing ${path}`, read.signal, (_, signal, done) => {
    fs.writeFile(path, data, { flag: flags, mode, signal }, done);
  });
}

/**
 * Appends to a file, when waited on, as {@link writeFile} with the flags "a".
 *
 * @example
 * ```ts
 * import { mkdtempSync } from "node:fs";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { appendFile, readFile } from "@mailslot/io";
 *
 * const path = join(mkdtempSync(join(tmpdir(), "append-")), "log.txt");
 * await appendFile(path, "one ");
 * await appendFile(path, "two");
 * console.log(String(await readFile(path))); // one two
 * ```
 */
export function appendFile(
  path: string | URL,
  data: Uint8Array | string,
  options: WriteFileOptions = {},
): Source<void> {
  checkOptions("appendFile", options, "{ mode: 0o600 }");
  return writeFile(path, data, { ...readOptions(options, WRITING), flags: "a" });
}

const WRITING = ["flags", "mode", "signal"] as const;

type Begin<T> = (what: string, signal: AbortSignal, done: (error: Error | null, value?: T) => void) => void;

function once<T>(what: string, signal: AbortSignal | undefined, begin: Begin<T>): Source<T> {
  return new ColdOperation<T>(currentScheduler(), {
    what,
    signal,
    begin: (attempt) => {
      const stop = new AbortController();
      begin(what, stop.signal, (error, value) => {
        if (error) attempt.failed(ioError(what, error));
        else attempt.completed(value as T);
      });
      return () => stop.abort();
    },
    discard: () => undefined,
  });
}

function tooLarge(what: string, maxSize: number): IoError {
  return new IoError(
    "ERR_MAILSLOT_LIMIT",
    `${what} failed: it has more than ${maxSize} bytes; a greater maxSize reads it`,
  );
}
