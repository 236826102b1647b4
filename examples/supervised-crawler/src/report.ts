// What a crawl found, for people and as JSON.
import { relative } from "node:path";
import { describeReason } from "@mailslot/actor";
import Table from "cli-table3";
import type { Crawl } from "./crawl.js";

const SHOWN = 10;

interface Sums {
  readonly files: number;
  readonly folders: number;
  readonly bytes: number;
  readonly links: number;
  readonly broken: readonly { readonly file: string; readonly link: string }[];
  readonly crashes: number;
  readonly givenUp: readonly { readonly file: string; readonly reason: string }[];
}

function sum(folder: string, { pages, folders, crashes, givenUp }: Crawl): Sums {
  const all = [...pages].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    files: pages.size,
    folders,
    bytes: all.reduce((total, [, { bytes }]) => total + bytes, 0),
    links: all.reduce((total, [, { links }]) => total + links, 0),
    broken: all.flatMap(([path, { broken }]) => broken.map((link) => ({ file: relative(folder, path), link }))),
    crashes,
    givenUp: givenUp
      .map(({ path, reason }) => ({ file: relative(folder, path), reason: describeReason(reason) }))
      .sort((a, b) => (a.file < b.file ? -1 : 1)),
  };
}

/** Formats a crawl as one line of JSON. */
export function toJson(folder: string, crawl: Crawl): string {
  return JSON.stringify({ ...sum(folder, crawl), picture: crawl.picture.split("\n") });
}

/** Formats a crawl for a terminal. */
export function report(folder: string, crawl: Crawl): string {
  const { files, folders, bytes, links, broken, crashes, givenUp } = sum(folder, crawl);
  const parts = [
    `${files} files in ${folders} folders, ${bytes.toLocaleString("en")} bytes, ${links} links between them, ${broken.length} of which lead nowhere`,
    table(
      ["file", "leads nowhere"],
      broken.map(({ file, link }) => [file, link]),
    ),
    `${crashes} crashes of workers; ${givenUp.length} files were given up`,
    table(
      ["file", "why"],
      givenUp.map(({ file, reason }) => [file, reason]),
    ),
    crawl.picture,
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

function table(head: string[], rows: string[][]): string {
  if (rows.length === 0) return "";
  const made = new Table({ head, style: { head: [], border: [] } });
  made.push(...rows.slice(0, SHOWN));
  const more = rows.length - SHOWN;
  return more > 0 ? `${made.toString()}\nand ${more} more` : made.toString();
}
