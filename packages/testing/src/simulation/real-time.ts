/**
 * What of a program waits for real time: I/O and threads, which a simulation does not drive. Node says which resources are
 * active (`process.getActiveResourcesInfo`), and that the program has made some (`node:async_hooks`): what only a loader, a
 * test runner or an earlier test waits for does not count here. Elsewhere nothing is known, and nothing is waited for.
 */

import { ProcessInput } from "./process-input.js";

interface AsyncHooks {
  readonly AsyncLocalStorage: new () => { run<R>(store: RealTime, body: () => R): R; getStore(): RealTime | undefined };
  createHook(callbacks: { init(id: number, type: string): void; destroy(id: number): void }): {
    enable(): void;
    disable(): void;
  };
}

interface Process {
  getActiveResourcesInfo?(): string[];
  getBuiltinModule?(name: string): unknown;
}

const { process } = globalThis as { process?: Process };
const hooks = process?.getBuiltinModule?.("node:async_hooks") as AsyncHooks | undefined;
const storage = hooks === undefined ? null : new hooks.AsyncLocalStorage();
const hook = hooks?.createHook({
  init: (id, type) => storage?.getStore()?.note(id, type),
  destroy: (id) => void requests.delete(id),
});

/**
 * Requests for files that are not finished, and whose they are. The active resources tell of those of a loader as well, and on Node 26
 * not of all.
 */
const requests = new Map<number, RealTime>();
const REQUEST = /^FSREQ(?:CALLBACK|PROMISE)$/;

// Handles that a process has for itself, and what a simulation makes when it lets promise jobs run.
const OF_THE_PROCESS = new Set(["Immediate", "Timeout", "TTYWrap", "PipeWrap", "MessagePort"]);

/** What programs do when hooks tell of something of a kind. It is real time even if it is over at once: in another run it may not be. */
const USES: Readonly<Record<string, string>> = {
  FSREQCALLBACK: "a file is used",
  FSREQPROMISE: "a file is used",
  FSEVENTWRAP: "a file is watched",
  STATWATCHER: "a file is watched",
  TCPCONNECTWRAP: "a TCP connection is made",
  TCPSERVERWRAP: "a TCP port is listened on",
  TCPSOCKETWRAP: "a TCP connection is open",
  PIPECONNECTWRAP: "a connection to a Unix socket is made",
  PIPESERVERWRAP: "a Unix socket is listened on",
  PROCESSWRAP: "a process is started",
  UDPWRAP: "a UDP socket is made",
  UDPSENDWRAP: "a datagram is sent",
  GETADDRINFOREQWRAP: "the name of a host is looked up",
  GETNAMEINFOREQWRAP: "the name of a host is looked up",
  QUERYWRAP: "the name of a host is looked up",
  WORKER: "a worker thread is started",
  STDIN: "standard input is read",
};

/** Says in words what a kind is, as hooks or the platform's list of active resources name it. */
export function useOf(kind: string): string {
  if (/^SIG[A-Z]/.test(kind)) return `a signal is waited for (${kind})`;
  const use = USES[kind.toUpperCase()];
  return use === undefined ? kind : `${use} (${kind})`;
}

/** The parsers of HTTP, which live within JavaScript. */
const PARSER = /^HTTP(?:INCOMINGMESSAGE|CLIENTREQUEST)$/;

/** TLS, and writes of it: they wait for what carries its bytes, which may be streams within JavaScript, or is told of by itself. */
const LAYER = /^(?:TLSWRAP|JSSTREAM|WRITEWRAP|SHUTDOWNWRAP)$/;

/** Whether hooks call so what the platform completes later, and not a promise or something else within JavaScript. */
function isOutside(type: string): boolean {
  if (PARSER.test(type) || LAYER.test(type)) return false;
  return /^[A-Z0-9_]+$/.test(type) && !/^(?:PROMISE|TTYWRAP|PIPEWRAP)$/.test(type);
}

/** The frames of Node and of Mailslot, below which the program is. */
const OURS =
  /\bnode:|[\\/](?:packages|@mailslot)[\\/](?:core|select|actor|supervision|io|testing)[\\/](?:src|dist)[\\/]/;
const FRAMES = 50;

/** Returns where the program is; null when that is not known, as after an `await`. */
function here(): string | null {
  const limits = Error as { stackTraceLimit?: number };
  const { stackTraceLimit } = limits;
  limits.stackTraceLimit = FRAMES;
  const lines = new Error("here").stack?.split("\n").slice(1) ?? [];
  limits.stackTraceLimit = stackTraceLimit as number;
  const line = lines.find((each) => /\d+:\d+\)?$/.test(each) && !OURS.test(each));
  return line?.match(/(?:file:\/\/)?(?:[A-Za-z]:)?[\\/][^()]*:\d+:\d+/)?.[0] ?? null;
}

/** Counts what waits for real time now, by kind. */
function counts(): Map<string, number> {
  const byKind = new Map<string, number>();
  for (const kind of process?.getActiveResourcesInfo?.() ?? [])
    if (!OF_THE_PROCESS.has(kind)) byKind.set(kind, (byKind.get(kind) ?? 0) + 1);
  return byKind;
}

export class RealTime {
  private readonly before: ReadonlyMap<string, number>;
  private hasLeft: boolean;
  /** The kinds of what it has used, finished or not, and where it did so first. */
  readonly used: Map<string, string | null>;
  private readonly input: ProcessInput;

  constructor() {
    this.before = counts();
    this.hasLeft = storage === null;
    this.used = new Map();
    this.input = new ProcessInput(() => this.isWithin && this.note(0, "STDIN"));
  }

  /** Runs a program, and notes whether it makes something that waits for real time. */
  async within<R>(program: () => Promise<R>): Promise<R> {
    if (storage === null) return program();
    hook?.enable();
    this.input.replace();
    try {
      return await storage.run(this, program);
    } finally {
      this.input.restore();
      hook?.disable();
    }
  }

  /** Whether what runs now was begun by the program; unknown, and false, where Node's hooks are missing. */
  get isWithin(): boolean {
    return storage?.getStore() === this;
  }

  note(id: number, type: string): void {
    if (!isOutside(type)) return;
    this.hasLeft = true;
    if ((type in USES || type.includes("REQ")) && !this.used.has(type)) this.used.set(type, here());
    if (REQUEST.test(type)) requests.set(id, this);
  }

  /** The kinds of which there are more than when the simulation began; none if the program has made nothing of the sort. */
  escaped(): string[] {
    if (!this.hasLeft) return [];
    const kinds = new Set([...requests.values()].includes(this) ? ["FSReqCallback"] : []);
    for (const [kind, count] of counts()) {
      if (REQUEST.test(kind.toUpperCase())) continue;
      const isRequest = kind.includes("Req"); // one from before may have ended since
      if (isRequest || count > (this.before.get(kind) ?? 0)) kinds.add(kind);
    }
    if (this.input.isRead) kinds.add("STDIN");
    return [...kinds];
  }

  /** What of real time is all that is left to wait for, when nothing can run and no timer is left: signals. */
  awaited(): string[] {
    return this.input.signals();
  }
}
