// Runs one test file in a process of its own, under a watchdog, and reads uvu's summary. A file counts as failed
// not only when a test fails, but also when it hangs, ends early, runs no test, skips one, or dies.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./folders.mjs";

const running = new Set();

/**
 * Runs `file` and resolves with `{ label, passed, failed, problem, output, seconds }`; `problem` is empty if all went
 * well. `condition` is an export condition ("development") or undefined; `preload` is a module that Node loads first, or
 * undefined; `timeout` is in seconds, and a comment `// watchdog: N s` in the file's first lines raises it.
 */
export async function runFile({ file, condition, runtime, timeout, preload }) {
  const label = relative(root, file) + (condition ? ` (${condition})` : "");
  const limit = Math.max(timeout, ownLimit(file));
  const started = performance.now();
  const ended = await runProcess(runtime, argumentsFor(engineOf(runtime), file, condition, preload), limit);
  const seconds = (performance.now() - started) / 1000;
  return { label, seconds, output: ended.output, ...judge(ended, limit) };
}

/** Kills every test process that still runs. */
export function stopAll() {
  for (const child of running) killGroup(child);
}

/** Tells whether a runtime is "node", "deno" or "bun", by the name of its binary. */
export function engineOf(runtime) {
  const name = basename(runtime).replace(/\.exe$/, "");
  return name === "deno" || name === "bun" ? name : "node";
}

/** Tells whether a file may run under an engine; one for Node alone says so: `// runs under Node alone: reason`. */
export function mayRun(file, engine) {
  return engine === "node" || !/^\/\/ runs under Node alone: \S/m.test(head(file));
}

function argumentsFor(engine, file, condition, preload) {
  const conditions = condition ? [`--conditions=${condition}`] : [];
  if (engine === "bun") return ["--expose-gc", ...conditions, file];
  if (engine === "deno") {
    const local = ["--node-modules-dir=manual", "--no-lock", "--no-check", "--unstable-sloppy-imports"];
    return ["run", "--allow-all", "--v8-flags=--expose-gc", ...local, ...conditions, file];
  }
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
  const first = preload ? ["--import", pathToFileURL(preload).href] : [];
  return ["--expose-gc", "--enable-source-maps", ...conditions, ...first, "--import", tsx, file];
}

function ownLimit(file) {
  const match = /^\/\/ watchdog: (\d+) s$/m.exec(head(file));
  return match ? Number(match[1]) : 0;
}

function head(file) {
  return readFileSync(file, "utf8").slice(0, 1000);
}

// The child leads a process group, so that everything it has started dies with it.
function runProcess(runtime, args, limit) {
  // What does not depend on the runtime is tested under the one that runs this script.
  const env = runtime === process.execPath ? process.env : { ...process.env, MAILSLOT_OTHER_RUNTIME: "1" };
  const child = spawn(runtime, args, { cwd: root, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  running.add(child);
  let output = "";
  let hung = false;
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  const watchdog = setTimeout(() => {
    hung = true;
    killGroup(child);
  }, limit * 1000);
  return new Promise((done) => {
    const end = (code, signal, error) => {
      clearTimeout(watchdog);
      running.delete(child);
      done({ output, hung, code, signal, error });
    };
    child.on("error", (error) => end(1, null, error));
    child.on("close", (code, signal) => end(code, signal, undefined));
    child.on("exit", () => setTimeout(() => killGroup(child), 500).unref()); // a process that it left holds the pipes open
  });
}

function killGroup(child) {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch (error) {
    if (error.code !== "ESRCH") throw error; // ESRCH: all of it has ended already
  }
}

function judge({ output, hung, code, signal, error }, limit) {
  const total = sum(output, "Total");
  const passed = sum(output, "Passed");
  const skipped = sum(output, "Skipped");
  const failed = total - passed;
  const problem = findProblem();
  return { passed, failed: problem ? Math.max(failed + skipped, 1) : 0, problem };

  function findProblem() {
    if (error) return `could not be started: ${error.message}`;
    if (hung) return `hung: it had not ended after ${limit} s and was killed`;
    if (signal) return `was ended by ${signal}`;
    if (!/^ {2}Total: /m.test(output))
      return `ended before its tests did, with exit code ${code} (a promise that never settles, or no .run())`;
    if (failed > 0 && !output.includes(" FAIL "))
      return `${failed} of ${total} tests did not run: a before or after hook threw`;
    if (failed > 0) return `${failed} of ${total} tests failed`;
    if (skipped > 0) return `${skipped} tests were skipped; a test is kept or removed, not skipped`;
    if (total === 0) return "has no test";
    if (code !== 0) return `exit code ${code}, though its tests passed`;
    return "";
  }
}

function sum(output, word) {
  return [...output.matchAll(new RegExp(`^ {2}${word}: +(\\d+)$`, "gm"))].reduce((all, [, n]) => all + Number(n), 0);
}
