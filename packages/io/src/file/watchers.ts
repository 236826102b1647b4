/**
 * Hears when something may have happened to a file: by watching the folder of its name, for files that take its place or
 * come late; the file itself, which may lie elsewhere (symlinks) or be written by another name (hard links); and by
 * looking again and again, for folders that are replaced and file systems that tell nothing.
 *
 * Invariants: `folder` and `file` watch what `folderId` and `fileId` say, or are null.
 */
import * as fs from "node:fs";
import { basename, dirname } from "node:path";
import { original } from "@mailslot/core/engine";
import { ioError } from "../errors.js";
import { LOOK_EVERY } from "../policy.js";
import { type Identity, identityOf, isSame, statNow } from "./identity.js";

// The platform's own, as the scheduler's timers are: fakes of a test runner do not reach them.
const setInterval: typeof globalThis.setInterval = /* @__PURE__ */ original("setInterval");
const clearInterval: typeof globalThis.clearInterval = /* @__PURE__ */ original("clearInterval");

export class Watchers {
  private readonly path: string;
  private readonly touched: (renamed: boolean) => void;
  private readonly timer: NodeJS.Timeout;
  private folder: fs.FSWatcher | null;
  private folderId: Identity | null;
  private file: fs.FSWatcher | null;
  private fileId: Identity | null;
  private isWaited: boolean;
  private closed: boolean;

  /**
   * Calls `touched` whenever something may have happened, with false if the name means the same file still. Throws an
   * IoError when the folder cannot be watched now.
   */
  constructor(path: string, every: number | undefined, touched: (renamed: boolean) => void) {
    this.path = path;
    this.touched = touched;
    this.folder = null;
    this.folderId = null;
    this.file = null;
    this.fileId = null;
    this.isWaited = false;
    this.closed = false;
    this.folderId = identityOf(statNow(dirname(path)));
    this.folder = this.watchFolder();
    this.renew();
    this.timer = setInterval(() => {
      this.renew();
      touched(true);
    }, every ?? LOOK_EVERY).unref();
  }

  /** Keeps the process alive, or no longer. */
  hold(isWaited: boolean): void {
    if (this.isWaited === isWaited || this.closed) return;
    this.isWaited = isWaited;
    for (const each of [this.folder, this.file, this.timer]) {
      if (isWaited) each?.ref();
      else each?.unref();
    }
  }

  /** Watches what the names mean now. */
  renew(): void {
    if (this.closed) return;
    const folder = identityOf(statNow(dirname(this.path)));
    if (!isSame(folder, this.folderId)) {
      this.folder?.close();
      this.folderId = folder;
      this.folder = folder === null ? null : orNull(() => this.watchFolder());
    }
    const file = identityOf(statNow(this.path));
    if (isSame(file, this.fileId)) return;
    this.file?.close();
    this.fileId = file;
    this.file = file === null ? null : orNull(() => this.watch(this.path, () => this.touched(false)));
  }

  close(): void {
    this.closed = true;
    clearInterval(this.timer);
    this.folder?.close();
    this.file?.close();
  }

  private watchFolder(): fs.FSWatcher {
    const name = basename(this.path);
    return this.watch(dirname(this.path), (event, changed) => {
      if (changed !== null && changed !== name) return;
      if (event === "rename") this.renew();
      this.touched(event === "rename");
    });
  }

  private watch(path: string, heard: fs.WatchListener<string>): fs.FSWatcher {
    let watcher: fs.FSWatcher;
    try {
      watcher = fs.watch(path, heard);
    } catch (error) {
      throw ioError(`watching ${this.path}`, error);
    }
    watcher.on("error", () => watcher.close()); // what is lost is found by looking
    if (!this.isWaited) watcher.unref();
    return watcher;
  }
}

function orNull<T>(make: () => T): T | null {
  try {
    return make();
  } catch {
    return null; // it has gone again, or there are too many: looking goes on
  }
}
