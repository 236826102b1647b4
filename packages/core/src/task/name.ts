/** What a task is called that was given no name: as its body. */
import { turn } from "../scheduler/running.js";
import type { AnyBody } from "./task.js";

const ANONYMOUS = "anonymous";

let lastText = "";
let lastName = "";

/**
 * Returns the function's name; for an arrow without one, its text: `() => worker(1)` is called `worker(1)`. Many arrows of one
 * text are named one after the other, as when a thousand tasks are cancelled, so the last text is kept: 1 µs less for each.
 */
export function nameOf(body: AnyBody): string {
  try {
    if (body.name !== "") return String(body.name); // user code may run here
    const text = String(body);
    if (text !== lastText) {
      lastText = text;
      const call = /^(?:async )?\(?\w*\)? ?=> ?(.{1,60})/.exec(text.replace(/\s+/g, " "))?.[1];
      lastName = call && !call.startsWith("{") ? call : ANONYMOUS;
    }
    return lastName;
  } catch {
    return ANONYMOUS; // a getter that throws, or a proxy that was revoked
  }
}

/**
 * Returns the name of a body that has completed. To read that of a function takes 20 to 40 ns, half of a spawn. So that of an
 * arrow is not read, and of those that many tasks run one after the other, once.
 */
export function nameOfEnded(body: AnyBody, isAsync: boolean): string {
  if (turn.ended === body) return turn.endedName;
  try {
    if (body.prototype === undefined && !isAsync) return ANONYMOUS; // user code may run here, and in the next line
    turn.endedName = String(body.name || ANONYMOUS);
    turn.ended = body;
    return turn.endedName;
  } catch {
    return ANONYMOUS;
  }
}
