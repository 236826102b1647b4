/**
 * Starting a child: at once if `start` returns the child, else in steps of the supervisor. See
 * docs/decisions/0323-when-a-child-has-started.md.
 */
import { type AnyRef, isRef, startOf } from "@mailslot/actor";
import { isStarting } from "@mailslot/actor/engine";
import { fromPromise, type Operation, type Source, type Steps } from "@mailslot/core";
import { drive, isReadable, isSteps, show } from "@mailslot/core/engine";
import { SupervisionError } from "../errors.js";
import { type Bonds, bondsOf } from "../link/bonds.js";
import { type HasRef, isTask } from "../linkable.js";
import { report } from "../supervisor/reports.js";
import { type Child, ChildMonitor } from "./child.js";
import type { Startable } from "./child-spec.js";
import { callStart, startAwaited } from "./hand-over.js";

/** The supervisor that starts a child. */
export interface Parent {
  readonly name: string;
  readonly ref: AnyRef;
  readonly bonds: Bonds;
  readonly clock: { now(): number };
  /** Whether it waits for a start, so that it does nothing else. */
  waitsForStart: boolean;
  /** Returns what that start has come to, as long as it has not been taken in. */
  untaken: (() => unknown) | null;
  /** Whether `error` is its own cancellation, since it is to end. */
  isCancellation(error: unknown): boolean;
}

/** Starts the child; returns the steps that remain, or null if none do. Throws what `start` throws. */
export function startChild(parent: Parent, child: Child): Steps<void> | null {
  const made = callStart(child);
  return made === null || isStartable(made) ? adopt(parent, child, made) : startLater(parent, child, made);
}

function* startLater(parent: Parent, child: Child, made: unknown): Steps<void> {
  const started = yield* whileWaiting(parent, child, waitForStart(parent, child, made));
  if (started !== null && !isStartable(started)) throw noChild(child, started);
  const steps = adopt(parent, child, started);
  if (steps !== null) yield* steps;
}

/** Takes in what a start has given. Returns the steps that remain, since an actor has started when its `started` has run. */
function adopt(parent: Parent, child: Child, started: Startable | null): Steps<void> | null {
  if (started === null) {
    child.end();
    return null;
  }
  const bonds = bondsOf(started);
  child.begin(started, new ChildMonitor(parent.bonds, bonds, child, parent.clock));
  if (bonds.ref !== null && isStarting(bonds.ref)) return untilStarted(parent, child, bonds.ref);
  child.hasStarted();
  return null;
}

function* untilStarted(parent: Parent, child: Child, ref: AnyRef): Steps<void> {
  try {
    yield* whileWaiting(parent, child, drive(startOf(ref)));
  } catch (error) {
    child.keepHanded();
    if (!parent.isCancellation(error)) child.end(); // else the supervisor is to end, and stops it
    throw error;
  }
  child.hasStarted();
}

/** Runs steps in which the supervisor waits for a start. */
function* whileWaiting<T>(parent: Parent, child: Child, steps: Steps<T>): Steps<T> {
  parent.waitsForStart = true;
  startAwaited(parent.bonds, child);
  try {
    return yield* steps;
  } finally {
    startAwaited(parent.bonds, null);
    parent.waitsForStart = false;
    parent.untaken = null;
  }
}

/** Stops what a start gave when its supervisor could not take it in any more: it had given up the wait, or was killed. */
export function stopLate(parent: { readonly ref: AnyRef }, take: () => unknown): void {
  try {
    const late = take(); // user code may run here, as in the next line
    if (isStartable(late)) bondsOf(late).receiveExit(parent.ref, "shutdown", "parent", null);
  } catch {
    // It did not start.
  }
}

function waitForStart(parent: Parent, child: Child, made: unknown): Steps<unknown> {
  if (!isReadable(made)) throw noChild(child, made);
  if (isSteps(made)) return made;
  if (typeof (made as Partial<PromiseLike<unknown>>).then !== "function") throw noChild(child, made);
  if (Symbol.iterator in made) {
    parent.untaken = () => (made as Partial<Source<unknown>>).poll?.();
    return drive(made as Operation<unknown>);
  }
  return waitForPromise(parent, child, made as PromiseLike<unknown>);
}

/** A promise cannot be cancelled: a child that it gives too late is stopped again, and a late failure is in the reports. */
function* waitForPromise(parent: Parent, child: Child, given: PromiseLike<unknown>): Steps<unknown> {
  const promise = Promise.resolve(given); // what may be lazy is asked once
  let state: "waiting" | "taken" | "given up" = "waiting";
  let arrived: unknown = null;
  const isLate = (): boolean => state === "given up" || (state === "waiting" && parent.bonds.dead);
  const wait = fromPromise(promise);
  promise.then(
    (value) => {
      arrived = value;
      if (isLate()) stopLate(parent, () => value);
    },
    (error) => {
      if (isLate()) report(parent, "did not start", child, error);
    },
  );
  parent.untaken = () => arrived;
  try {
    const started = yield* wait;
    state = "taken";
    return started;
  } finally {
    if (state === "waiting") {
      state = "given up";
      stopLate(parent, () => arrived);
    }
  }
}

function isStartable(value: unknown): value is Startable {
  return isReadable(value) && (isRef(value) || isTask(value) || isRef((value as Partial<HasRef>).ref));
}

function noChild(child: Child, got: unknown): SupervisionError {
  return new SupervisionError(
    "ERR_MAILSLOT_CHILD_START",
    `the start of child ${show(child.id)} gave ${show(got)}: return a ref, a task or a supervisor, or null for no child`,
  );
}
