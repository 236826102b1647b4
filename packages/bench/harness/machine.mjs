// What a figure is worth nothing without: the machine it was measured on.

import { readFileSync } from "node:fs";
import { cpus, totalmem, type } from "node:os";

/** Describes this machine in one line. */
export function machine() {
  const cores = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${cores[0]?.model.trim() ?? "unknown processor"}, ${cores.length} cores, ${memory} GiB, ${system()}`;
}

function system() {
  try {
    return /^PRETTY_NAME="?([^"\n]*)/m.exec(readFileSync("/etc/os-release", "utf8"))?.[1] ?? type();
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
    return type();
  }
}
