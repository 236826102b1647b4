/** What the server and its page say to each other: JSON texts over one WebSocket. Types alone, for both ends. */

/** What a page shows, and so needs. */
export type Tab = "overview" | "actors" | "supervisors" | "waits" | "messages" | "schedulers" | "letters" | "trace";

/** By what actors are ranked. */
export type ActorOrder = "depth" | "time" | "name";

/** What a page says. */
export type Request =
  /** What it shows from now on. */
  | { readonly type: "view"; readonly tab: Tab; readonly order: ActorOrder; readonly query: string }
  /** Whether somebody can see it. */
  | { readonly type: "look"; readonly on: boolean }
  /** Begins or ends a recording. */
  | { readonly type: "trace"; readonly on: boolean };

/** One actor. */
export interface ActorRow {
  readonly key: string;
  readonly definition: string;
  /** Where it stands, if not as actors usually do, or what it has become. */
  readonly status: string | null;
  /** How many messages wait. */
  readonly depth: number;
  /** The message whose handler runs or waits; null when none does. */
  readonly handles: string | null;
  /** For how many milliseconds it has been at that. */
  readonly ms: number | null;
  /** What the handler waits for. */
  readonly waitsFor: string | null;
}

/** Rows by key, as they differ from what was sent before. */
export interface Rows<T> {
  /** The keys in their order; left out when it is as before. */
  readonly order?: readonly string[];
  /** Rows that are new or have changed. */
  readonly changed: readonly T[];
}

/** A node of a supervision tree. */
export interface TreeRow {
  readonly id: string | null;
  readonly type: "supervisor" | "actor" | "task";
  readonly name: string | null;
  readonly status: string;
  readonly restart: string | null;
  readonly restarts: number;
  readonly reason: string | null;
  readonly strategy: string | null;
  readonly children: readonly TreeRow[];
  /** How many children are not listed. */
  readonly more: number;
}

/** What a supervisor did. */
export interface ReportRow {
  readonly number: number;
  readonly at: number;
  readonly event: string;
  readonly supervisor: string;
  readonly child: string;
  readonly reason: string;
}

/** A dead letter. */
export interface LetterRow {
  readonly number: number;
  readonly at: number;
  readonly from: string | null;
  readonly to: string;
  readonly message: string;
  readonly args: string;
  readonly reason: string;
}

/** One that waits, and what it waits for. */
export interface WaitRow {
  readonly name: string;
  /** The message that must be answered; null for the end of a task, and for the last, which waits for nobody. */
  readonly message: string | null;
  /** For how many milliseconds it has waited, or handled its message; null when that is not known. */
  readonly ms: number | null;
  /** What the last waits for, in words. */
  readonly waitsFor: string | null;
}

/** Some who wait for each other in a row; in a cycle, the last waits for the first. */
export interface ChainRow {
  readonly key: string;
  readonly cycle: boolean;
  readonly links: readonly WaitRow[];
  /** How many links after the first are not shown. */
  readonly left: number;
  /** How many wait, directly or not, for the last. */
  readonly behind: number;
  /** How long the longest of them has waited. */
  readonly ms: number;
}

/** The messages of one kind. */
export interface MessageRow {
  readonly key: string;
  readonly definition: string;
  readonly message: string;
  /** How many were handled in a second. */
  readonly rate: number;
  readonly count: number;
  readonly failed: number;
  /** Milliseconds that messages waited in the mailbox. */
  readonly waited: readonly [p50: number, p99: number];
  /** Milliseconds that handlers took. */
  readonly took: readonly [p50: number, p99: number];
}

/** How long tasks waited for their turn: `samples[n]` of them under `microseconds[n]`. */
export interface Delay {
  readonly microseconds: readonly number[];
  readonly samples: readonly number[];
}

/** The counters of one scheduler. */
export interface SchedulerRow {
  readonly name: string;
  readonly turns: number;
  readonly ticks: number;
  readonly forcedYields: number;
  /** Milliseconds spent in turns. */
  readonly busy: number;
  readonly live: number;
  readonly depth: { readonly slot: number; readonly queue: number; readonly io: number };
  readonly delay: Delay;
}

/** The counters of one thread of a pool. */
export interface ThreadRow {
  readonly pool: number;
  readonly thread: number;
  /** Whether this is the thread that started the pool: its delays are those of its scheduler. */
  readonly isCaller: boolean;
  readonly counts: Readonly<Record<string, number>>;
  /** Those of a worker; null when none are known. */
  readonly delay: Delay | null;
}

/** An entry of a recording, in the Trace Event Format. */
export interface TraceEntry {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly id?: number;
  readonly s?: string;
  readonly cat?: string;
  readonly args?: Record<string, unknown>;
}

/** What the server says. */
export type Frame =
  | { readonly type: "hello"; readonly program: string; readonly pid: number; readonly node: string }
  | {
      readonly type: "pulse";
      readonly at: number;
      /** Milliseconds by a clock that does not jump. */
      readonly clock: number;
      readonly schedulers: readonly SchedulerRow[];
      readonly threads: readonly ThreadRow[];
      readonly letters: number;
      /** The share of the time that sampling took, and the heap in bytes. */
      readonly share: number;
      readonly heap: number;
    }
  | { readonly type: "actors"; readonly total: number; readonly matching: number; readonly rows: Rows<ActorRow> }
  | { readonly type: "tree"; readonly roots: readonly TreeRow[] }
  | { readonly type: "reports"; readonly rows: readonly ReportRow[]; readonly missed: number }
  | { readonly type: "letters"; readonly rows: readonly LetterRow[]; readonly missed: number }
  | { readonly type: "waits"; readonly waiting: number; readonly rows: Rows<ChainRow> }
  | {
      readonly type: "messages";
      readonly rows: Rows<MessageRow>;
      /** Whether there are so many that a second of every thirty is measured. */
      readonly isResting: boolean;
    }
  | { readonly type: "recording"; readonly on: boolean }
  | {
      readonly type: "trace";
      readonly entries: readonly TraceEntry[];
      /** Whether this is the first part, and the last. */
      readonly first: boolean;
      readonly last: boolean;
      /** How many older events were overwritten. */
      readonly lost: number;
    };
