/** Child specs: what a supervisor is told of a child; and what is refused before anything is started. */
import type { AnyRef } from "@mailslot/actor";
import type { ResultOf, Steps, Task } from "@mailslot/core";
import { isReadable, show } from "@mailslot/core/engine";
import { SupervisionError } from "../errors.js";
import type { HasRef } from "../linkable.js";

/** When a child that has ended is started again: always, when it failed, never. */
export type RestartType = "permanent" | "transient" | "temporary";

/** What a child is: an actor by its ref, a task, or a supervisor. */
export type Startable = AnyRef | Task | HasRef;

/** What `start` may return: the child, or a promise, an operation or steps that give it; null for no child. */
export type StartResult = Startable | PromiseLike<Startable | null> | Steps<Startable | null> | null;

/** The child that a `start` with result `S` gives. */
export type Started<S> = S extends AnyRef | Task ? S : ResultOf<S>;

/**
 * Refuses a `start` that is an async function and returns a task that never ends: an async function waits for the task that it
 * returns, as for any promise, so the start would never be over.
 */
export type StartIsOver<S> = [S] extends [never]
  ? unknown
  : S extends PromiseLike<infer R>
    ? S extends Task<infer _T>
      ? unknown
      : [R] extends [never]
        ? { readonly start: "An async start waits for the end of the task that it returns: leave out async" }
        : unknown
    : unknown;

/** Refuses those of a list of specs whose start is never over. */
export type StartsAreOver<C extends readonly ChildSpec[]> = {
  readonly [K in keyof C]: C[K] extends { readonly start: () => infer S } ? StartIsOver<S> : unknown;
};

/**
 * How a child is stopped. A number: an actor ends after the messages that it handles, a task is cancelled, and after so many
 * milliseconds it is killed. `{ drain: ms }`: an actor also handles what it has been sent, and takes nothing more meanwhile.
 * `"brutal-kill"`: at once.
 */
export type ChildShutdown = number | "brutal-kill" | Drain;

/** Lets a child that is stopped handle what it has been sent. */
export interface Drain {
  /** Milliseconds from the signal `"shutdown"` until its waits are given up. */
  readonly drain: number;
}

/** How a child is started, restarted and stopped. */
export interface ChildSpec<I extends string = string, S extends StartResult = StartResult> {
  /** Names the child within its supervisor. */
  readonly id: I;
  /** Starts a new child each time, in a tick of the supervisor, which waits for it. */
  readonly start: () => S;
  /** When a child that has ended is restarted. Default: `"permanent"`. */
  readonly restart?: RestartType;
  /** How it is stopped, and how long that may take. By default 5,000 ms, and Infinity for a supervisor. */
  readonly shutdown?: ChildShutdown;
  /** Whether its own end may end the supervisor, by `autoShutdown`; not for permanent children. Default: false. */
  readonly significant?: boolean;
}

/** Whether the end of significant children ends the supervisor: never, that of the first, or that of the last. */
export type AutoShutdown = "never" | "any-significant" | "all-significant";

/** A child spec that was read, and makes sense. */
export interface ReadSpec {
  readonly id: string;
  readonly start: () => StartResult;
  readonly restart: RestartType;
  readonly shutdown: ChildShutdown | undefined;
  readonly significant: boolean;
}

/** Reads `specs`, each property once; fails unless they make sense, each and together. */
export function readSpecs(specs: readonly ChildSpec[], autoShutdown: AutoShutdown): ReadSpec[] {
  const ids = new Set<string>();
  return specs.map((given, index) => {
    const spec = readSpec(given, autoShutdown, `children[${index}]`);
    if (ids.has(spec.id))
      throw new SupervisionError(
        "ERR_MAILSLOT_DUPLICATE_CHILD",
        `two children have the id ${show(spec.id)}: rename one`,
      );
    ids.add(spec.id);
    return spec;
  });
}

/** Reads a spec, each property once; fails unless it makes sense. One that has no id is called `which`. */
export function readSpec(spec: ChildSpec, autoShutdown: AutoShutdown, which = "a child spec"): ReadSpec {
  const { id, start, restart = "permanent", shutdown, significant = false } = isReadable(spec) ? spec : NOTHING;
  if (typeof id !== "string" || id === "") throw wrong(`${which} has no id`, 'give it one: { id: "account", … }');
  const who = `child ${show(id)}`;
  if (typeof start !== "function")
    throw wrong(`${who} has a start that is not a function but ${show(start)}`, "write start: () => spawn(Account)");
  checkRestart(who, restart);
  if (typeof significant !== "boolean")
    throw wrong(`${who} is significant: ${show(significant)}`, "give true or false");
  if (significant && restart === "permanent")
    throw wrong(`${who} is significant and permanent`, "one that is always restarted never ends: make it transient");
  if (significant && autoShutdown === "never")
    throw wrong(`${who} is significant, and its supervisor never shuts down by itself`, "set autoShutdown");
  return { id, start, restart, shutdown: readShutdown(who, shutdown), significant };
}

const NOTHING: Partial<ChildSpec> = {};

/** Fails unless a restart type makes sense. */
export function checkRestart(who: string, restart: unknown): void {
  if (restart !== "permanent" && restart !== "transient" && restart !== "temporary")
    throw wrong(`${who} has the restart ${show(restart)}`, 'give "permanent", "transient" or "temporary"');
}

/** Reads a shutdown; fails unless it makes sense. */
export function readShutdown(who: string, shutdown: ChildShutdown | undefined): ChildShutdown | undefined {
  if (shutdown === undefined || shutdown === "brutal-kill" || isTime(shutdown)) return shutdown;
  const drain = isReadable(shutdown) ? (shutdown as Drain).drain : undefined;
  if (isTime(drain)) return { drain };
  const advice = 'give milliseconds from 0, Infinity, { drain: milliseconds }, or "brutal-kill"';
  throw wrong(`${who} has the shutdown ${show(shutdown)}`, advice);
}

function isTime(given: unknown): given is number {
  return typeof given === "number" && given >= 0;
}

function wrong(what: string, advice: string): SupervisionError {
  return new SupervisionError("ERR_MAILSLOT_CHILD_SPEC", `${what}: ${advice}`);
}
