/**
 * Carries the active context of OpenTelemetry through the tasks of a scheduler, beside whatever was observed and carried there
 * before.
 */

import { type ContextCarrier, currentTask, observe, type Scheduler, type Steps, yieldNow } from "@mailslot/core";
import { contextOf, isSteps, observersOf, runIn, setContext } from "@mailslot/core/engine";
import { type Context, context, propagation, ROOT_CONTEXT } from "@opentelemetry/api";

/** What crosses to other threads and nodes. */
interface Crossing {
  /** What the propagators of the program put into the headers of a request. */
  readonly headers?: Record<string, string>;
  /** What the carrier that was there before has packed. */
  readonly rest?: unknown;
}

const CONTEXTS: ContextCarrier<Context> = {
  capture: () => context.active(),
  run: (active, step) => context.with(active, step),
  pack: (active) => crossing(headersOf(active), undefined),
  unpack: contextIn,
};

function headersOf(active: Context): Record<string, string> | undefined {
  const headers: Record<string, string> = {};
  propagation.inject(active, headers);
  return Object.keys(headers).length === 0 ? undefined : headers;
}

function crossing(headers: Crossing["headers"], rest: unknown): Crossing | undefined {
  return headers === undefined && rest === undefined ? undefined : { ...(headers && { headers }), rest };
}

function contextIn(data: unknown): Context {
  return propagation.extract(ROOT_CONTEXT, (data as Crossing | undefined)?.headers ?? {});
}

/** Carries contexts through tasks that are spawned from now on; returns what puts back what was there before. */
export function carryContexts(scheduler: Scheduler): () => void {
  const before = observersOf(scheduler);
  const carrier = before?.carrier === undefined ? CONTEXTS : both(before.carrier);
  observe<never>(scheduler, { ...before, carrier } as never);
  const own = observersOf(scheduler);
  return () => {
    if (observersOf(scheduler) === own) observe(scheduler, before); // else somebody has replaced it
  };
}

/** In place of what the other carrier has captured: it makes nothing of what comes from elsewhere. */
const NOTHING: unique symbol = Symbol("nothing");

function both(other: ContextCarrier): ContextCarrier<readonly [Context, unknown]> {
  return {
    capture: () => [context.active(), other.capture()],
    run([active, rest], step) {
      if (rest === NOTHING) context.with(active, step);
      else other.run(rest, () => context.with(active, step));
    },
    pack: ([active, rest]) => crossing(headersOf(active), rest === NOTHING ? undefined : other.pack?.(rest)),
    unpack(data) {
      const { rest } = (data ?? {}) as Crossing;
      return [contextIn(data), other.unpack === undefined ? NOTHING : other.unpack(rest)];
    },
  };
}

/** Hears how a body has ended. */
export interface BodyEnd {
  completed(): void;
  failed(error: unknown): void;
}

/** Runs a body of a task in a context, all the time that it runs and waits; what it returns is for the task to wait for. */
export function runBody(active: Context, body: () => unknown, end: BodyEnd): unknown {
  let result: unknown;
  try {
    result = context.with(active, body); // user code runs here
  } catch (error) {
    end.failed(error);
    throw error;
  }
  const waits = waiting(result);
  if (waits === "steps") return stepsIn(active, result as Steps<unknown>, end);
  if (waits === "promise") return promised(result as Promise<unknown>, end);
  end.completed();
  return result;
}

function waiting(result: unknown): "steps" | "promise" | null {
  try {
    if (isSteps(result)) return "steps";
    return result instanceof Promise ? "promise" : null;
  } catch {
    return null; // a proxy that was revoked
  }
}

async function promised(result: Promise<unknown>, end: BodyEnd): Promise<unknown> {
  try {
    const value = await result;
    end.completed();
    return value;
  } catch (error) {
    end.failed(error);
    throw error;
  }
}

/** The first tick has the context of whoever spawned the task; so the steps begin with the next. */
function* stepsIn(active: Context, steps: Steps<unknown>, end: BodyEnd): Steps<unknown> {
  enter(active);
  try {
    yield* yieldNow();
    const value = yield* steps;
    end.completed();
    return value;
  } catch (error) {
    end.failed(error);
    throw error;
  }
}

/** Makes the ticks of this task run in `active`, inside the context that it has. */
function enter(active: Context): void {
  const task = currentTask();
  if (task === null) return;
  const home = contextOf(task);
  const carrier: ContextCarrier = {
    capture: () => undefined,
    run(_, step) {
      if (home === null) context.with(active, step);
      else runIn(task, home, () => context.with(active, step));
    },
  };
  setContext(task, { carrier, context: active });
}
