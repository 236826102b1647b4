/**
 * Carries the active context of OpenTelemetry through the tasks of a scheduler, beside whatever was observed and carried there
 * before.
 */

import { type ContextCarrier, currentTask, observe, type Scheduler, type Steps, yieldNow } from "@mailslot/core";
import { contextOf, isSteps, observersOf, runIn, setContext } from "@mailslot/core/engine";
import { type Context, context } from "@opentelemetry/api";

const CONTEXTS: ContextCarrier<Context> = {
  capture: () => context.active(),
  run: (active, step) => context.with(active, step),
};

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

function both(other: ContextCarrier): ContextCarrier<readonly [Context, unknown]> {
  return {
    capture: () => [context.active(), other.capture()],
    run: ([active, rest], step) => other.run(rest, () => context.with(active, step)),
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
  if (isSteps(result)) return stepsIn(active, result, end);
  if (result instanceof Promise) return promised(result, end);
  end.completed();
  return result;
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
