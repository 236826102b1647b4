/** What a task is called that was given no name: as its body. */
import { turn } from "../scheduler/running.js";
import type { AnyBody } from "./task.js";

/** Returns the function's name; for an arrow without one, its text: `() => worker(1)` is called `worker(1)`. */
export function nameOf(body: AnyBody): string {
  if (body.name !== "") return body.name;
  const text = String(body).replace(/\s+/g, " ");
  const call = /^(?:async )?\(?\w*\)? ?=> ?(.{1,60})/.exec(text)?.[1];
  return call && !call.startsWith("{") ? call : "anonymous";
}

/**
 * Returns the name of a body that has completed. To read that of a function takes 20 to 40 ns, half of a spawn. So that of an
 * arrow is not read, and of those that many tasks run one after the other, once.
 */
export function nameOfEnded(body: AnyBody, isAsync: boolean): string {
  if (turn.ended === body) return turn.endedName;
  if (body.prototype === undefined && !isAsync) return "anonymous";
  turn.ended = body;
  turn.endedName = body.name || "anonymous";
  return turn.endedName;
}
