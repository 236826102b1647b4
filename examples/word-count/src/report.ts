// The result for people: the sum, the most frequent words, and how the pipeline went.
import { relative } from "node:path";
import Table from "cli-table3";
import type { Run } from "./json.js";
import type { Pipe, StageCounters } from "./pipe.js";
import type { Result } from "./pipeline.js";
import type { Skipped } from "./stages.js";
import { mostFrequent } from "./words.js";

const SHOWN = 5;

/** Formats a result for a terminal of 80 columns. */
export function report(result: Result, { folder, ms, top }: Run): string {
  const { sum, skipped, stages, pipes } = result;
  const { size } = sum.files;
  const all = `${number(sum.words)} words in ${number(size)} files, ${number(sum.bytes)} bytes, ${number(ms)} ms`;
  const parts = [
    size === 0 ? `Nothing to count: there is no text file in ${folder}` : `${folder}\n${all}`,
    skippedText(skipped, folder),
    topText(result, top),
    size === 0 ? "" : [stageTable(stages), pipeTable(pipes)].join("\n"),
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

function skippedText(skipped: readonly Skipped[], folder: string): string {
  const reasons = [...new Set(skipped.map(({ reason }) => reason))].sort();
  const lines = reasons.map((reason) => skippedLine(reason, skipped, folder));
  return lines.join("\n");
}

function skippedLine(reason: string, skipped: readonly Skipped[], folder: string): string {
  const paths = skipped.filter((each) => each.reason === reason).map(({ path }) => relative(folder, path) || ".");
  const more = paths.length > SHOWN ? ` and ${number(paths.length - SHOWN)} more` : "";
  return `Left out (${reason}): ${paths.slice(0, SHOWN).join(", ")}${more}`;
}

function topText({ sum }: Result, top: number): string {
  const words = mostFrequent(sum.frequencies, top);
  if (words.length === 0) return "";
  const width = Math.max(...words.map(({ count }) => number(count).length));
  return words.map(({ word, count }) => `${number(count).padStart(width)}  ${shortened(word)}`).join("\n");
}

function shortened(word: string): string {
  return word.length > 60 ? `${word.slice(0, 59)}…` : word;
}

function stageTable(stages: readonly StageCounters[]): string {
  const rows = stages.map(({ name, tasks, starved, starvedMs, blocked, blockedMs }) => {
    return [name, number(tasks), waits(starved, starvedMs), waits(blocked, blockedMs)];
  });
  return draw(["stage", "tasks", "waits for input", "waits for room"], rows);
}

function pipeTable(pipes: readonly Pipe<unknown>[]): string {
  const rows = pipes.map(({ name, messages, peak, capacity }) => [
    name,
    number(messages),
    number(peak),
    number(capacity),
  ]);
  return draw(["channel", "messages", "most held", "capacity"], rows);
}

function waits(times: number, ms: number): string {
  return times === 0 ? "none" : `${number(times)}, ${number(ms)} ms`;
}

function draw(head: string[], rows: string[][]): string {
  const colAligns = head.map((_, n) => (n === 0 ? "left" : "right") as "left" | "right");
  const table = new Table({ head, colAligns, style: { head: [], border: [], compact: true } });
  table.push(...rows);
  return table.toString();
}

function number(value: number): string {
  return Math.round(value).toLocaleString("en");
}
