/** Processes that this one starts: their pipes, their end, and how to end them. */
import { type ChildProcess, spawn } from "node:child_process";
import { currentScheduler, type Scheduler, type Source } from "@mailslot/core";
import { badArgument, isInstance, isReadable } from "@mailslot/core/engine";
import { ioError } from "../errors.js";
import { checkSettings, checkWhole, checkWord, LONGEST_TIME, readOptions } from "../source/argument.js";
import type { ByteSink, ByteSource } from "../source/bytes.js";
import { type Attempt, ColdOperation } from "../source/cold-operation.js";
import { ProcessCore } from "./process-core.js";

/** What becomes of a pipe: "pipe" to this process, "inherit" it of this one, or "ignore" it. */
export type Pipe = "pipe" | "inherit" | "ignore";

/** How to start a process. */
export interface ProcessOptions {
  /** The folder it runs in; that of this process by default. */
  readonly cwd?: string | URL;
  /** Its environment; that of this process by default. */
  readonly env?: NodeJS.ProcessEnv;
  /** What becomes of its stdin; "pipe" by default. */
  readonly stdin?: Pipe;
  /** What becomes of its stdout; "pipe" by default: a process pauses when its pipe is full and nothing reads it. */
  readonly stdout?: Pipe;
  /** What becomes of its stderr; "inherit" by default. */
  readonly stderr?: Pipe;
  /** How long it has, in ms, from SIGTERM to SIGKILL when it is disposed of or aborted; 5,000 by default. */
  readonly grace?: number;
  /** Ends the attempt, or the process as disposing of it does, when it aborts. Default: none. */
  readonly signal?: AbortSignal;
}

/** How a process ended: with a status, or killed by a signal. */
export interface Exit {
  /** The status, 0 for success; null if a signal has ended it. */
  readonly code: number | null;
  /** The signal that has ended it; null if it ended itself. */
  readonly signal: NodeJS.Signals | null;
}

/** A process that was started. It belongs to its scheduler. `await using` ends it: SIGTERM, and SIGKILL after `grace`. */
export interface RunningProcess extends AsyncDisposable {
  /** The number by which the system knows the process. */
  readonly pid: number;
  /**
   * What it reads. A write to a process that has closed its stdin, or ended, fails with an {@link IoError}
   * `ERR_MAILSLOT_RESET`, or with ClosedError. Throws a UsageError if stdin is not a pipe.
   */
  readonly stdin: ByteSink;
  /** What it writes; the last of it can be read when it has ended. Throws a UsageError if stdout is not a pipe. */
  readonly stdout: ByteSource;
  /** What it writes of errors. Throws a UsageError unless `stderr` is "pipe". */
  readonly stderr: ByteSource;
  /** Completes when it has ended, for every wait, then and later; never fails. A process that was killed is a value, too. */
  readonly exit: Source<Exit>;

  /**
   * Sends a signal, SIGTERM by default; returns whether there was a process to send it to. Fails with an {@link IoError}
   * `ERR_MAILSLOT_DENIED` if that is not allowed, and throws a UsageError for a signal that does not exist.
   */
  kill(signal?: NodeJS.Signals): boolean;
}

/**
 * Starts a process, when waited on, without a shell. Given up before it runs, it is killed. Fails with an {@link IoError}:
 * `ERR_MAILSLOT_NOT_FOUND` if there is no such executable (or no such `cwd`), `…_DENIED` if it cannot be executed,
 * `…_LIMIT`.
 *
 * @example
 * ```ts
 * import { lines, startProcess } from "@mailslot/io";
 *
 * await using child = await startProcess(process.execPath, ["-p", "6 * 7"]);
 * for await (const line of lines(child.stdout)) console.log(line === "42"); // true
 * console.log((await child.exit).code); // 0
 * ```
 */
export function startProcess(
  command: string,
  args: readonly string[] = [],
  options: ProcessOptions = {},
): Source<RunningProcess> {
  if (typeof command !== "string" || command === "") throw badArgument("the command", command, "an executable");
  if (!isReadable(args) || !Array.isArray(args)) throw badArgument("the arguments", args, "a list of strings");
  const all = [...args];
  for (const each of all) if (typeof each !== "string") throw badArgument("an argument", each, "a string");
  checkSettings("the third argument of startProcess", options, "an object of options: { cwd }");
  const read = readOptions(options, OPTIONS);
  checkProcess(read);
  const scheduler = currentScheduler();
  const what = `starting ${command}`;
  return new ColdOperation<RunningProcess>(scheduler, {
    what,
    signal: read.signal,
    begin: (attempt) => begin(scheduler, command, all, read, attempt, what),
    discard: (child) => void child.kill("SIGKILL"),
  });
}

const OPTIONS = ["cwd", "env", "stdin", "stdout", "stderr", "grace", "signal"] as const;
const PIPES: readonly Pipe[] = ["pipe", "inherit", "ignore"];

function checkProcess({ cwd, env, stdin, stdout, stderr, grace }: ProcessOptions): void {
  checkWhole("the grace", grace, 0, LONGEST_TIME);
  if (cwd !== undefined && typeof cwd !== "string" && !isInstance(cwd, URL))
    throw badArgument("the folder to run in", cwd, "a string or a file: URL");
  checkSettings("the environment", env, "an object of strings");
  for (const [name, pipe] of Object.entries({ stdin, stdout, stderr })) checkWord(name, pipe, PIPES);
}

function begin(
  scheduler: Scheduler,
  command: string,
  args: readonly string[],
  options: ProcessOptions,
  attempt: Attempt<RunningProcess>,
  what: string,
): () => void {
  const { cwd, env, stdin = "pipe", stdout = "pipe", stderr = "inherit" } = options;
  const child: ChildProcess = spawn(command, args, {
    stdio: [stdin, stdout, stderr],
    ...(cwd === undefined ? {} : { cwd }),
    ...(env === undefined ? {} : { env }),
  });
  const failed = (error: Error): void => attempt.failed(ioError(what, error));
  child.once("error", failed);
  child.once("spawn", () => {
    child.off("error", failed);
    attempt.completed(new ProcessCore(scheduler, command, child, options));
  });
  return () => void child.kill("SIGKILL");
}
