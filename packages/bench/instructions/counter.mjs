// Counts the instructions of a command: by the processor's counters where they can be read, else by valgrind, whose tools
// count alike; cachegrind without caches takes half the time of callgrind.

import { spawn, spawnSync } from "node:child_process";

/** @typedef {{ name: string, command: (command: string[]) => string[], read: (output: string) => number }} Counter */

const digits = (text) => Number(text.replaceAll(/[.,]/g, ""));

const perf = {
  name: "perf stat",
  command: (command) => ["perf", "stat", "--no-big-num", "-e", "instructions:u", ...command],
  read: (output) => digits(/^\s*([\d.,]+)\s+instructions/m.exec(output)?.[1] ?? "?"),
};

const valgrind = {
  name: "valgrind",
  command: (command) => [
    "valgrind",
    "--tool=cachegrind",
    "--cache-sim=no",
    "--cachegrind-out-file=/dev/null",
    "--smc-check=all-non-file", // V8 writes and rewrites code
    ...command,
  ],
  read: (output) => digits(/I\s+refs:\s+([\d,]+)/.exec(output)?.[1] ?? "?"),
};

/** Answers what can count here; `undefined` if nothing can. */
export function findCounter() {
  return [perf, valgrind].find(({ command, read }) => {
    const [program, ...args] = command(["true"]);
    const { status, stderr } = spawnSync(program, args, { encoding: "utf8" });
    return status === 0 && read(stderr) > 0;
  });
}

/** Runs a command; answers how many instructions that took. */
export function count(counter, command) {
  const [program, ...args] = counter.command(command);
  const child = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"] });
  let output = "";
  child.stderr.on("data", (chunk) => (output += chunk));
  return new Promise((done, fail) => {
    child.on("error", fail);
    child.on("close", (code) => {
      const counted = counter.read(output);
      if (code === 0 && counted > 0) done(counted);
      else fail(new Error(`${command.join(" ")} ended with ${code} under ${counter.name}\n${output.trim()}`));
    });
  });
}
