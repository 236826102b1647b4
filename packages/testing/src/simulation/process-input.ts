/**
 * What comes to the process from outside without a request: its standard input, and signals. Reading the first is real time, as
 * reading a file is. A listener for signals is none, since a test can emit them (`process.emit("SIGTERM")`); but where
 * nothing else is left that could happen, it is what the program waits for.
 *
 * Invariants: `process.stdin` and its `resume` are replaced exactly between `replace` and `restore`.
 */

interface Input {
  readonly readableFlowing: boolean | null;
  readonly readableEnded: boolean;
  resume(): unknown;
}

interface Process {
  eventNames?(): (string | symbol)[];
  listenerCount(name: string): number;
}

const { process } = globalThis as { process?: Process };

function signalsHeard(): Map<string, number> {
  const names = (process?.eventNames?.() ?? []).filter((name) => typeof name === "string" && /^SIG[A-Z]/.test(name));
  return new Map(names.map((name) => [name as string, process?.listenerCount(name as string) ?? 0]));
}

export class ProcessInput {
  private readonly noteRead: () => void;
  private readonly heardBefore: ReadonlyMap<string, number>;
  private descriptor: PropertyDescriptor | undefined;
  private input: Input | null;
  private wasFlowing: boolean;

  /** `noteRead` is called whenever standard input begins to flow. */
  constructor(noteRead: () => void) {
    this.noteRead = noteRead;
    this.heardBefore = signalsHeard();
    this.descriptor = undefined;
    this.input = null;
    this.wasFlowing = false;
  }

  replace(): void {
    this.descriptor = process && Object.getOwnPropertyDescriptor(process, "stdin");
    const { get } = this.descriptor ?? {};
    if (get === undefined) return;
    // It is made when it is first looked up, which keeps some processes alive: so not before the program does.
    Object.defineProperty(process, "stdin", {
      configurable: true,
      enumerable: true,
      get: () => this.watched(get.call(process) as Input),
    });
  }

  restore(): void {
    if (this.descriptor?.get === undefined) return;
    Object.defineProperty(process, "stdin", this.descriptor);
    if (this.input !== null) Reflect.deleteProperty(this.input, "resume");
  }

  /** Whether the program waits for standard input now. */
  get isRead(): boolean {
    return this.input?.readableFlowing === true && !this.wasFlowing && !this.input.readableEnded;
  }

  /** The signals that the program listens for. */
  signals(): string[] {
    return [...signalsHeard()]
      .filter(([name, count]) => count > (this.heardBefore.get(name) ?? 0))
      .map(([name]) => name);
  }

  private watched(input: Input): Input {
    if (this.input !== null) return input;
    this.input = input;
    this.wasFlowing = input.readableFlowing === true;
    const { resume } = input;
    input.resume = () => {
      this.noteRead();
      return resume.call(input);
    };
    return input;
  }
}
