/**
 * A file that grows, read line by line. It remembers where it is, begins again when the file was cut or replaced, and holds
 * no more than one line that is not finished, cut off after `LONGEST` characters.
 */
import { type FileHandle, open } from "node:fs/promises";
import { StringDecoder } from "node:string_decoder";

const CHUNK = 65_536;
const LONGEST = 65_536;

export class GrowingFile {
  private readonly path: string;
  private handle: FileHandle;
  private at: number;
  private decoder: StringDecoder;
  private rest: string;
  private isCut: boolean;
  private readonly buffer: Buffer;

  private constructor(path: string, handle: FileHandle) {
    this.path = path;
    this.handle = handle;
    this.at = 0;
    this.decoder = new StringDecoder("utf8"); // characters may be split over chunks
    this.rest = "";
    this.isCut = false;
    this.buffer = Buffer.allocUnsafe(CHUNK);
  }

  static async open(path: string): Promise<GrowingFile> {
    return new GrowingFile(path, await open(path));
  }

  /** Returns what was added, line by line; `null` stands for the file having been cut or replaced. */
  async *added(): AsyncGenerator<string | null, void, undefined> {
    if (await this.wasReplaced()) {
      yield null;
      this.startAgain();
    }
    for (;;) {
      const { bytesRead } = await this.handle.read(this.buffer, 0, CHUNK, this.at);
      if (bytesRead === 0) return;
      this.at += bytesRead;
      yield* this.split(this.decoder.write(this.buffer.subarray(0, bytesRead)));
    }
  }

  async close(): Promise<void> {
    await this.handle.close();
  }

  private *split(text: string): Generator<string, void, undefined> {
    const lines = text.split("\n");
    lines[0] = this.rest + lines[0];
    this.rest = lines.pop() as string;
    for (const line of lines) {
      if (!this.isCut) yield line;
      this.isCut = false;
    }
    if (this.rest.length <= LONGEST) return;
    if (!this.isCut) yield `${this.rest.slice(0, LONGEST)} …`;
    this.rest = "";
    this.isCut = true;
  }

  /** Whether the file is shorter than it was, or its name belongs to another file, which is then opened. */
  private async wasReplaced(): Promise<boolean> {
    const now = await this.handle.stat();
    const next = await open(this.path).catch(() => null); // between two files there may be none
    if (next === null) return false;
    const { ino } = await next.stat();
    if (ino === now.ino) {
      await next.close();
      return now.size < this.at;
    }
    await this.handle.close();
    this.handle = next;
    return true;
  }

  private startAgain(): void {
    this.at = 0;
    this.rest = "";
    this.isCut = false;
    this.decoder = new StringDecoder("utf8");
  }
}
