/** Opening files. */
import * as fs from "node:fs";
import { currentScheduler, type Scheduler, type Source } from "@mailslot/core";
import { IoError, ioError } from "../errors.js";
import { checkFile, checkFlags, checkOptions, checkWhole, LARGEST_SIZE, readOptions } from "../source/argument.js";
import type { ByteSink, ByteSource } from "../source/bytes.js";
import { type Attempt, ColdOperation } from "../source/cold-operation.js";
import { FileCore } from "./file-core.js";

/** How to open a file. Positions and sizes are in bytes. */
export interface OpenOptions {
  /** What for, as fs.open calls it: "r" (the default) to read, "w" to write from the beginning, "a" to append, "r+" for both. */
  readonly flags?: string;
  /** The permissions of a file that this makes; 0o666, less the umask, by default. */
  readonly mode?: number;
  /** The byte at which reading and writing begin. Default: 0. */
  readonly start?: number;
  /** The byte before which reading ends. Default: the end of the file. */
  readonly end?: number;
  /** Bytes that are read at once. Default: 65,536. */
  readonly chunkSize?: number;
  /** Ends it all when it aborts: the attempt and, once open, the file; waits fail with CancelledError. Default: none. */
  readonly signal?: AbortSignal;
}

/**
 * A file that is open. `read` and `write` go through it from `start`, each at a place of its own; they behave as those of a
 * connection do, `read` with one chunk ahead of the reader, and fail with an {@link IoError}: `ERR_MAILSLOT_LIMIT` when the
 * disk is full, `…_DENIED`. Having come to the end of the file, `read` gives undefined for good, even if the file grows
 * (then use `readAt`, or {@link follow}). It belongs to its scheduler. `await using` closes it.
 */
export interface OpenFile extends ByteSource, ByteSink, AsyncDisposable {
  /** The path as it was given. */
  readonly path: string;
  /** Bytes that were read in order so far, one chunk ahead of the reader. */
  readonly bytesRead: number;
  /** Bytes that the system has taken so far of what was written in order. */
  readonly bytesWritten: number;

  read(): Source<Buffer | undefined>;

  /** Reads up to `length` bytes from `position`, when waited on; fewer at the end of the file, none after it. */
  readAt(position: number, length: number): Source<Buffer>;

  /** Looks up size, times and the like, when waited on. */
  stat(): Source<fs.Stats>;

  /** Cuts the file off after `size` bytes, when waited on. */
  truncate(size?: number): Source<void>;

  /** Waits until what was written (wait for that first: `end`) is on the disk. */
  sync(): Source<void>;

  /**
   * Closes the file after what was written; it acts when called, and completes when nothing of it is left, with null or
   * with the error that broke it. Waits to read fail with ClosedError.
   */
  close(): Source<Error | null>;

  /** Completes when the file is closed: with null, or with the error that broke it. */
  readonly closed: Source<Error | null>;
}

/**
 * Opens a file, when waited on. Given up, or aborted, it leaves nothing open. Fails with an {@link IoError}:
 * `ERR_MAILSLOT_NOT_FOUND`, `…_IS_FOLDER`, `…_DENIED`, `…_EXISTS`, `…_LIMIT`.
 *
 * @example
 * ```ts
 * import { mkdtempSync } from "node:fs";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { go } from "@mailslot/core";
 * import { openFile } from "@mailslot/io";
 *
 * const path = join(mkdtempSync(join(tmpdir(), "open-")), "notes.txt");
 * await go(function* () {
 *   const file = yield* openFile(path, { flags: "w" });
 *   file.write("first line\n");
 *   yield* file.end();
 *   console.log(file.bytesWritten); // 11
 *   yield* file.close();
 * });
 * ```
 */
export function openFile(path: string | URL, options: OpenOptions = {}): Source<OpenFile> {
  checkOptions("openFile", options, '{ flags: "w" }');
  checkFile(path);
  const read = readOptions(options, ["flags", "mode", "start", "end", "chunkSize", "signal"]);
  checkFlags(read);
  checkWhole("the start", read.start, 0);
  checkWhole("the end", read.end, 0);
  checkWhole("the size of a chunk", read.chunkSize, 1, LARGEST_SIZE);
  const scheduler = currentScheduler();
  const what = `opening ${path}`;
  return new ColdOperation<OpenFile>(scheduler, {
    what,
    signal: read.signal,
    begin: (attempt) => begin(scheduler, path, read, attempt, what),
    discard: (file) => void file[Symbol.asyncDispose](),
  });
}

function begin(
  scheduler: Scheduler,
  path: string | URL,
  options: OpenOptions,
  attempt: Attempt<OpenFile>,
  what: string,
): () => void {
  let over = false;
  fs.open(path, options.flags ?? "r", options.mode ?? 0o666, (error, fd) => {
    if (error !== null) return attempt.failed(ioError(what, error));
    return fs.fstat(fd, (unseen, stats) => {
      const wrong = unseen === null ? unfit(what, stats, options) : ioError(what, unseen);
      if (wrong === null && !over)
        attempt.completed(new FileCore(scheduler, String(path), fd, hasPlaces(stats), options));
      else fs.close(fd, () => attempt.failed(wrong));
    });
  });
  return () => {
    over = true;
  };
}

/** What stands against using what was opened, if anything does. */
function unfit(what: string, stats: fs.Stats, { start = 0 }: OpenOptions): IoError | null {
  if (stats.isDirectory()) {
    const cause = Object.assign(new Error("EISDIR: illegal operation on a directory"), { code: "EISDIR" });
    return ioError(what, cause);
  }
  if (start === 0 || hasPlaces(stats)) return null;
  return new IoError(
    "ERR_MAILSLOT_IO",
    `${what} failed: it can only be read from its beginning, not from byte ${start}`,
  );
}

/** Whether bytes of it can be asked for by their place; those of a pipe or a terminal come when they come. */
function hasPlaces(stats: fs.Stats): boolean {
  return stats.isFile() || stats.isBlockDevice();
}
