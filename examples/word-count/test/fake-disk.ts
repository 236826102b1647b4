// A disk in memory, whose files open and read when a test says so, and which knows what is open.
import type { Disk, Entry, OpenFile } from "../src/disk.js";

/** Makes an error as the file system would. */
export function diskError(code: string): Error {
  return Object.assign(new Error(`${code}: the disk says no`), { code, syscall: "read" });
}

export class FakeDisk implements Disk {
  /** Files that are open now, and that have been opened in all. */
  openNow: number;
  opened: number;
  /** What is done before a file is opened or read; a rejection fails that. */
  beforeOpen: (path: string) => Promise<void>;
  beforeRead: (path: string, reads: number) => Promise<void>;
  private readonly files: ReadonlyMap<string, string>;

  /** All files lie in one folder. */
  constructor(files: ReadonlyMap<string, string>) {
    this.openNow = 0;
    this.opened = 0;
    this.beforeOpen = async () => undefined;
    this.beforeRead = async () => undefined;
    this.files = files;
  }

  async list(folder: string): Promise<Entry[]> {
    if (folder === "broken") throw diskError("EACCES");
    return [...this.files.keys()].map((name) => ({ name, kind: "file" }));
  }

  async open(path: string): Promise<OpenFile> {
    await this.beforeOpen(path);
    this.opened++;
    this.openNow++;
    const name = path.split("/").at(-1) as string;
    const content = Buffer.from(this.files.get(name) as string);
    let reads = 0;
    let at = 0;
    return {
      read: async (into) => {
        await this.beforeRead(path, ++reads);
        const part = content.subarray(at, at + into.length);
        into.set(part);
        at += part.length;
        return part.length;
      },
      close: async () => void this.openNow--,
    };
  }
}
