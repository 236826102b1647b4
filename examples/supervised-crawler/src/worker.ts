// A worker: takes a job, reads it, says what it found, and takes the next. A file that it cannot read crashes it: text that
// is not UTF-8, JSON that does not parse, a file without permission. Recovery is left to its supervisor.
import { access, readdir, readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { type AnyRef, defineActor, type RefOf, whereIs } from "@mailslot/actor";
import { fromPromise, type Steps } from "@mailslot/core";
import { Frontier, type Job, type Page } from "./frontier.js";

interface Worker {
  readonly skip: ReadonlySet<string>;
}

export const Worker = defineActor("worker", {
  state: (skip: ReadonlySet<string>): Worker => ({ skip }),
  receive: {
    *work(ctx) {
      const frontier = whereIs("frontier", Frontier) as RefOf<typeof Frontier>;
      const { jobs } = yield* frontier.ask.ends();
      for (;;) yield* handle(frontier, ctx.self, yield* jobs.recv(), ctx.state.skip);
    },
  },
});

function* handle(frontier: RefOf<typeof Frontier>, self: AnyRef, job: Job, skip: ReadonlySet<string>): Steps<void> {
  frontier.tell.taken(self, job);
  if (job.isFolder) {
    frontier.tell.found(yield* fromPromise(list(job.path, skip)));
    frontier.tell.read(self, null);
  } else frontier.tell.read(self, yield* fromPromise(read(job.path)));
}

async function list(folder: string, skip: ReadonlySet<string>): Promise<Job[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => (entry.isFile() || entry.isDirectory()) && !skip.has(entry.name))
    .map((entry) => ({ path: join(folder, entry.name), isFolder: entry.isDirectory() }));
}

const utf8 = new TextDecoder("utf-8", { fatal: true });
const LINK = /\]\((?![a-z]+:|#)([^)\s#]+)/g;

async function read(path: string): Promise<Page> {
  const bytes = await readFile(path);
  const text = utf8.decode(bytes);
  if (path.endsWith(".json")) JSON.parse(text);
  const links = path.endsWith(".md") ? [...text.matchAll(LINK)].map((match) => match[1] as string) : [];
  const there = await Promise.all(links.map((link) => exists(resolve(dirname(path), link))));
  return { bytes: bytes.length, links: links.length, broken: links.filter((_, n) => !there[n]) };
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
