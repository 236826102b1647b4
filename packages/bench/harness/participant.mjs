// One implementation of one benchmark, in a process of its own. It sits idle until it is asked for a round: a line
// `SIZE REPEATS` goes in, a JSON line comes out.
//
// Invariant: at most one round is outstanding.

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

const LIMIT_MS = 180_000; // far beyond the slowest round of the slowest peer

export class Participant {
  #child;
  #lines;
  #stderr = "";
  #ended;

  /** @param {string} label Its name in error messages. @param {string[]} command */
  constructor(label, [program, ...args]) {
    this.label = label;
    this.version = undefined;
    const env = { ...process.env, ERL_CRASH_DUMP_SECONDS: "0" };
    this.#child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"], env });
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
    this.#child.stderr.on("data", (chunk) => {
      this.#stderr += chunk;
    });
    this.#child.stdin.on("error", (error) => {
      this.#stderr += `${error.message}\n`; // the next read tells that it is gone
    });
    this.#ended = new Promise((done) => {
      this.#child.once("error", (error) => done(error.message));
      this.#child.once("close", (code, signal) => done(signal ?? `exit code ${code}`));
    });
  }

  /** Waits until it is ready for its first round. */
  async ready() {
    this.version = (await this.#answer()).version;
  }

  /** Runs one round; answers `{ ns, ops }` or `{ bytes, ops }`. */
  async round(size, repeats) {
    this.#child.stdin.write(`${size} ${repeats}\n`);
    return this.#answer();
  }

  /** Kills the process. */
  async stop() {
    this.#child.kill("SIGKILL");
    await this.#ended;
  }

  async #answer() {
    const watchdog = setTimeout(() => this.#child.kill("SIGKILL"), LIMIT_MS);
    const { value, done } = await this.#lines.next();
    clearTimeout(watchdog);
    if (done) throw new Error(`${this.label} ended (${await this.#ended}) in the middle of it\n${this.#stderr.trim()}`);
    const message = JSON.parse(value);
    if (message.error !== undefined) throw new Error(`${this.label}: ${message.error}`);
    return message;
  }
}
