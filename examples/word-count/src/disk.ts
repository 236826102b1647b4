// What the pipeline needs of a file system, so that tests can give it one that fails or never answers.
import { open, readdir } from "node:fs/promises";

/** A file that is open for reading. */
export interface OpenFile {
  /** Reads on into `into`; resolves with how many bytes came, 0 at the end. */
  read(into: Uint8Array): Promise<number>;
  close(): Promise<void>;
}

/** What a folder holds. */
export interface Entry {
  readonly name: string;
  readonly kind: "file" | "folder" | "other";
}

export interface Disk {
  /** Lists a folder, sorted by name. */
  list(folder: string): Promise<Entry[]>;
  open(path: string): Promise<OpenFile>;
}

/** The disk of this machine. Links, sockets and pipes are "other". */
export const disk: Disk = {
  async list(folder) {
    const entries = await readdir(folder, { withFileTypes: true });
    const kinds = entries.map((entry): Entry => {
      const kind = entry.isFile() ? "file" : entry.isDirectory() ? "folder" : "other";
      return { name: entry.name, kind };
    });
    return kinds.sort((a, b) => (a.name < b.name ? -1 : 1));
  },

  async open(path) {
    const file = await open(path);
    return {
      read: async (into) => (await file.read(into, 0, into.length)).bytesRead,
      close: () => file.close(),
    };
  },
};

/** Returns the code of an error of the file system, such as "EACCES"; null for any other error. */
export function diskErrorCode(error: unknown): string | null {
  const { code, syscall } = error as Partial<NodeJS.ErrnoException>;
  return typeof syscall === "string" && typeof code === "string" ? code : null;
}
