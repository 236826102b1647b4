/** The context of a message on its way, as a text: whatever it holds, it cannot make the message fail. See docs/remote.md. */
import type { Frame } from "../frame/frame.js";

/** Returns a frame of a message with the context of its sender as its last field, if there is one. */
export function withContext(frame: Frame, context: unknown): Frame {
  const text = textOfContext(context);
  return text === undefined ? frame : [...frame, text];
}

/** Returns a context as a text; undefined when there is nothing that can cross. */
export function textOfContext(context: unknown): string | undefined {
  if (context === undefined) return undefined;
  try {
    return JSON.stringify(context); // user code may run here
  } catch {
    return undefined; // what cannot cross is left out
  }
}

/** Returns the context that a text stands for; undefined when it stands for none. */
export function contextOfText(text: unknown): unknown {
  if (typeof text !== "string") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // not written by textOfContext: the message is handled without it
  }
}
