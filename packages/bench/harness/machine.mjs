// What a figure is worth nothing without: the machine it was measured on.

import { readFileSync } from "node:fs";
import { cpus, totalmem, type } from "node:os";

/** Describes this machine in one line. */
export function machine() {
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${processor()}, ${cpus().length} cores, ${memory} GiB, ${system()}`;
}

/** Answers the name of the processor; where a virtual machine hides which of a family it is, with the numbers that it does not hide. */
export function processor() {
  const name = cpus()[0]?.model.trim() ?? "unknown processor";
  if (/\d/.test(name)) return name;
  const info = read("/proc/cpuinfo") ?? "";
  const [family, model] = ["cpu family", "model"].map((key) => new RegExp(`^${key}\\s*: (\\d+)`, "m").exec(info)?.[1]);
  return model === undefined ? name : `${name} (family ${family}, model ${model})`;
}

function system() {
  return /^PRETTY_NAME="?([^"\n]*)/m.exec(read("/etc/os-release") ?? "")?.[1] ?? type();
}

function read(path) {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
    return null;
  }
}
