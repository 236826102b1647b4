/**
 * One file that is followed, open, and where it is read. The bytes before that place are remembered: when they are no
 * longer there, the file has been truncated, even if it is longer again by now.
 *
 * Invariants: `mark` are the bytes that were read from `position - mark.length` to `position`.
 */
import * as fs from "node:fs";
import { IoError } from "../errors.js";
import { FILE_CHUNK, MARK } from "../policy.js";
import { type Identity, identityOf } from "./identity.js";

/** To read; the opening of a named pipe would wait for a writer, and the whole process with it. */
const AT_ONCE = fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0);

const NOTHING = Buffer.alloc(0);

/** What all files are read into, one after the other; what is kept of it is copied. */
const bytesRead = Buffer.alloc(MARK + FILE_CHUNK);

/** What a read found: bytes, the end of what is there, or that the file was truncated. */
export type Found = Buffer | "end" | "truncated";

export class LogFile {
  readonly identity: Identity;
  private readonly fd: number;
  private position: number;
  private mark: Buffer;
  /** Where it was read before its last truncation, and what was there; for its copy. */
  before: { readonly position: number; readonly mark: Buffer };
  private start: string;
  /** Whether the last read came to the end of what was there. */
  isAtEnd: boolean;
  private isOpen: boolean;

  constructor(fd: number, stats: fs.BigIntStats) {
    this.fd = fd;
    this.identity = identityOf(stats) as Identity;
    this.position = 0;
    this.mark = NOTHING;
    this.before = { position: 0, mark: NOTHING };
    this.start = "";
    this.isAtEnd = false;
    this.isOpen = true;
  }

  /** Opens the file of a name; null when there is none. Throws the platform's error, and one for what does not grow. */
  static open(path: string): LogFile | null {
    let fd: number;
    try {
      fd = fs.openSync(path, AT_ONCE);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
      throw error;
    }
    const stats = fs.fstatSync(fd, { bigint: true });
    if (stats.isFile()) return new LogFile(fd, stats);
    fs.closeSync(fd);
    if (stats.isDirectory()) throw Object.assign(new Error("EISDIR: it is a directory"), { code: "EISDIR" });
    throw new IoError(
      "ERR_MAILSLOT_IO",
      `following ${path} failed: it is not a file; openFile reads pipes and devices`,
    );
  }

  /** Goes to the end of what is there. */
  skip(): void {
    const { size } = fs.fstatSync(this.fd);
    if (size === 0) return;
    const length = Math.min(size, MARK);
    const mark = Buffer.alloc(length);
    const count = fs.readSync(this.fd, mark, 0, length, size - length);
    this.mark = mark.subarray(0, count);
    this.position = size - length + count;
  }

  /** Reads on; what was just written lies in memory, so this does not wait for a disk. */
  read(): Found {
    const { length } = this.mark;
    const bytes = this.bytesAt(this.position - length, length + FILE_CHUNK);
    this.isAtEnd = bytes.length < length + FILE_CHUNK;
    return this.found(bytes);
  }

  private found(bytes: Buffer): Found {
    const { mark } = this;
    if (!bytes.subarray(0, mark.length).equals(mark)) {
      this.before = { position: this.position, mark };
      this.position = 0;
      this.mark = NOTHING;
      this.start = "";
      return "truncated";
    }
    if (bytes.length === mark.length) return "end";
    this.position += bytes.length - mark.length;
    this.mark = Buffer.from(bytes.subarray(Math.max(0, bytes.length - MARK)));
    return Buffer.from(bytes.subarray(mark.length));
  }

  /** How it begins, in few bytes. */
  head(): string {
    if (this.start.length < MARK) this.start = this.bytesAt(0, MARK).toString("latin1");
    return this.start;
  }

  /** Goes to where `other` was read before its truncation, if this has the same bytes there and more behind. */
  continues({ before: { position, mark } }: LogFile): boolean {
    const from = position - mark.length;
    const bytes = this.bytesAt(from, mark.length + 1);
    if (mark.length === 0 || bytes.length <= mark.length || !bytes.subarray(0, mark.length).equals(mark)) return false;
    this.position = position;
    this.mark = mark;
    return true;
  }

  private bytesAt(position: number, length: number): Buffer {
    return bytesRead.subarray(0, fs.readSync(this.fd, bytesRead, 0, length, position));
  }

  close(): void {
    if (this.isOpen) fs.closeSync(this.fd);
    this.isOpen = false;
  }
}
