// HTTP load by wrk, which is in Debian: 50 connections on one thread.

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

/** Tells why wrk cannot be used; `undefined` if it can. */
export function wrkAbsence() {
  const found = (process.env.PATH ?? "").split(delimiter).some((folder) => existsSync(join(folder, "wrk")));
  return found ? undefined : "wrk is not installed: sudo apt-get install wrk";
}

/** Asks for `/` for so many seconds; answers requests per second and the quantiles of the latency in ms. */
export async function wrk(port, seconds) {
  const args = ["-t1", "-c50", `-d${seconds}`, "--latency", `http://127.0.0.1:${port}/`];
  const { stdout } = await promisify(execFile)("wrk", args);
  if (/Non-2xx|Socket errors/.test(stdout)) throw new Error(`wrk met errors:\n${stdout}`);
  const perSecond = Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]);
  if (!(perSecond > 0)) throw new Error(`wrk counted no requests:\n${stdout}`);
  return { perSecond, p50: quantile(stdout, 50), p99: quantile(stdout, 99) };
}

const UNITS = { us: 1e-3, ms: 1, s: 1e3 };

function quantile(output, percent) {
  const [, number, unit] = new RegExp(`^\\s+${percent}%\\s+([\\d.]+)(us|ms|s)`, "m").exec(output) ?? [];
  return Number(number) * UNITS[unit];
}
