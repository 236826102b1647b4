/**
 * A process of node:child_process. See docs/decisions/0241-processes-and-signals.md.
 *
 * Invariants: `timer` runs only between SIGTERM by `end` and the end of the process.
 */
import type { ChildProcess } from "node:child_process";
import { constants } from "node:os";
import { type Scheduler, type Source, UsageError } from "@mailslot/core";
import { badArgument } from "@mailslot/core/engine";
import { ioError } from "../errors.js";
import { checkHome, type Owned, stayHome } from "../ownership.js";
import { GRACE } from "../policy.js";
import { whenAborted } from "../source/abort-signal.js";
import type { ByteSink, ByteSource } from "../source/bytes.js";
import { Settled } from "../source/settled.js";
import { StreamPipe } from "../source/stream-pipe.js";
import type { Exit, ProcessOptions, RunningProcess } from "./child.js";

export class ProcessCore implements RunningProcess, Owned {
  readonly scheduler: Scheduler;
  readonly pid: number;
  private readonly child: ChildProcess;
  private readonly name: string;
  private readonly grace: number;
  private readonly pipes: readonly (StreamPipe | null)[];
  private readonly ended: Settled<Exit>;
  private timer: unknown;
  private trouble: Error | null;

  constructor(scheduler: Scheduler, command: string, child: ChildProcess, { grace = GRACE, signal }: ProcessOptions) {
    stayHome(this);
    this.scheduler = scheduler;
    this.pid = child.pid as number;
    this.child = child;
    this.name = `process ${child.pid} (${command})`;
    this.grace = grace;
    this.pipes = this.pipesOf(child);
    this.ended = new Settled(scheduler, `the end of ${this.name}`);
    this.timer = null;
    this.trouble = null;
    const stopListening = whenAborted(signal, () => this.end());
    child.on("error", (error) => {
      this.trouble = error; // a signal could not be sent: kill() throws it
    });
    child.on("exit", (code, by) => {
      stopListening();
      if (this.timer !== null) scheduler.loop.stopTimer(this.timer);
      this.ended.complete({ code, signal: by });
    });
  }

  private pipesOf({ stdin, stdout, stderr }: ChildProcess): (StreamPipe | null)[] {
    return [
      stdin && new StreamPipe(this.scheduler, `stdin of ${this.name}`, null, stdin),
      stdout && new StreamPipe(this.scheduler, `stdout of ${this.name}`, stdout, null),
      stderr && new StreamPipe(this.scheduler, `stderr of ${this.name}`, stderr, null),
    ];
  }

  get stdin(): ByteSink {
    return this.pipe(0, "stdin");
  }

  get stdout(): ByteSource {
    return this.pipe(1, "stdout");
  }

  get stderr(): ByteSource {
    return this.pipe(2, "stderr");
  }

  get exit(): Source<Exit> {
    return this.ended;
  }

  kill(signal: NodeJS.Signals = "SIGTERM"): boolean {
    checkHome(this);
    if (typeof signal !== "string" || !Object.hasOwn(constants.signals, signal))
      throw badArgument("the signal", signal, 'a name such as "SIGTERM"');
    const sent = this.child.kill(signal);
    const { trouble } = this;
    this.trouble = null;
    if (trouble !== null) throw ioError(`sending ${signal} to ${this.name}`, trouble);
    return sent;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.end();
    await this.ended;
    for (const pipe of this.pipes) await pipe?.closeBoth();
  }

  describe(): string {
    return this.name;
  }

  toJSON(): string {
    return this.describe();
  }

  private end(): void {
    if (this.timer !== null || this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill("SIGTERM");
    this.timer = this.scheduler.loop.startTimer(this.grace, () => this.child.kill("SIGKILL"));
  }

  private pipe(at: number, what: string): StreamPipe {
    const pipe = this.pipes[at];
    if (pipe) return pipe;
    throw new UsageError(
      "ERR_MAILSLOT_ARGUMENT",
      `${what} of ${this.name} is not a pipe: start it with ${what}: "pipe"`,
    );
  }
}
