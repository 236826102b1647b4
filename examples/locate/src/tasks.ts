/**
 * The index by tasks: some of them take folders from one channel, so as many folders are open as there are tasks. A folder
 * that is found goes into the channel; when as many are done as were found, it is closed.
 */
import { lstat, readdir, type Stats } from "node:fs";
import { channel, orClosed, type Steps, scope } from "@mailslot/core";
import { FileCall } from "./file-call.js";
import type { Index } from "./index-entry.js";

export function* indexByTasks(folder: string, workers: number): Steps<Index> {
  const index: Index = new Map();
  const folders = channel<string>();
  folders.send(folder);
  let left = 1;
  yield* scope(function* all(tasks) {
    for (let n = 0; n < workers; n++) tasks.go(worker);
  });
  return index;

  function* worker(): Steps<void> {
    const next = orClosed(folders.recv(), null);
    for (let each = yield* next; each !== null; each = yield* next) {
      const found = yield* walk(each, index);
      left += found.length - 1;
      for (const one of found) folders.send(one);
      if (left === 0) folders.close();
    }
  }
}

/** Indexes what is in a folder; returns the folders in it. The calls for its entries are under way together. */
function* walk(folder: string, index: Index): Steps<string[]> {
  const names = yield* new FileCall<string[]>((done) => readdir(folder, done));
  const paths = names.map((name) => `${folder}/${name}`);
  const calls = paths.map((path) => new FileCall<Stats>((done) => lstat(path, done)));
  const found: string[] = [];
  for (const [n, call] of calls.entries()) {
    const stats = yield* call;
    const path = paths[n] as string;
    index.set(path, stats.size);
    if (stats.isDirectory()) found.push(path);
  }
  return found;
}
