/** Child specs: what a supervisor is told of a child; and what is refused before anything is started. */
import type { AnyRef } from "@mailslot/actor";
import type { ResultOf, Steps, Task } from "@mailslot/core";
import { show } from "@mailslot/core/engine";
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

/** Fails unless `specs` make sense, each and together. */
export function checkSpecs(specs: readonly ChildSpec[], autoShutdown: AutoShutdown): void {
  const ids = new Set<string>();
  for (const [index, spec] of specs.entries()) {
    checkSpec(spec, autoShutdown, `children[${index}]`);
    if (ids.has(spec.id))
      throw new SupervisionError(
        "ERR_MAILSLOT_DUPLICATE_CHILD",
        `two children have the id ${show(spec.id)}: rename one`,
      );
    ids.add(spec.id);
  }
}

/** Fails unless `spec` makes sense; one that has no id is called `which`. */
export function checkSpec(spec: ChildSpec, autoShutdown: AutoShutdown, which = "a child spec"): void {
  const { id, start, restart = "permanent", shutdown, significant = false } = spec ?? {};
  if (typeof id !== "string" || id === "") throw wrong(`${which} has no id`, 'give it one: { id: "account", … }');
  const who = `child ${show(id)}`;
  if (typeof start !== "function")
    throw wrong(`${who} has a start that is not a function but ${show(start)}`, "write start: () => spawn(Account)");
  checkHow(who, restart, shutdown);
  if (typeof significant !== "boolean")
    throw wrong(`${who} is significant: ${show(significant)}`, "give true or false");
  if (significant && restart === "permanent")
    throw wrong(`${who} is significant and permanent`, "one that is always restarted never ends: make it transient");
  if (significant && autoShutdown === "never")
    throw wrong(`${who} is significant, and its supervisor never shuts down by itself`, "set autoShutdown");
}

/** Fails unless a restart type and a shutdown make sense. */
export function checkHow(who: string, restart: unknown, shutdown: unknown): void {
  if (restart !== "permanent" && restart !== "transient" && restart !== "temporary")
    throw wrong(`${who} has the restart ${show(restart)}`, 'give "permanent", "transient" or "temporary"');
  if (shutdown === undefined || shutdown === "brutal-kill" || isTime(shutdown) || isTime(drainOf(shutdown))) return;
  const advice = 'give milliseconds from 0, Infinity, { drain: milliseconds }, or "brutal-kill"';
  throw wrong(`${who} has the shutdown ${show(shutdown)}`, advice);
}

function isTime(given: unknown): boolean {
  return typeof given === "number" && given >= 0;
}

function drainOf(shutdown: unknown): unknown {
  return (shutdown as { readonly drain?: unknown } | null)?.drain;
}

function wrong(what: string, advice: string): SupervisionError {
  return new SupervisionError("ERR_MAILSLOT_CHILD_SPEC", `${what}: ${advice}`);
}
