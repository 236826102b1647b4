/**
 * Asks a worker where it is, however busy it is with JavaScript: the inspector of this thread has a way to that of each worker, which interrupts
 * what runs there. Nothing is loaded or connected before it is asked for. One that is in native code does not answer.
 */

import type { Session } from "node:inspector";
import { RUNNING } from "./running.js";

/** Where a thread is. */
export interface Whereabouts {
  /** The name of the job or task that it runs; empty if it runs none. */
  readonly name: string;
  /** As the stack of an error: a line for each call, the innermost first. */
  readonly stack: string;
}

interface Frame {
  readonly functionName: string;
  readonly location: { readonly scriptId: string; readonly lineNumber: number; readonly columnNumber?: number };
}

/** What the inspector of a worker says. */
interface Said {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly callFrames?: readonly Frame[]; readonly scriptId?: string; readonly url?: string };
  readonly result?: { readonly result?: { readonly value?: unknown } };
}

/** Returns where the worker with this name is, or null if it has not said so within so many milliseconds. */
export async function whereaboutsOf(name: string, within: number): Promise<Whereabouts | null> {
  let session: Session;
  try {
    const { Session: Inspecting } = await import("node:inspector");
    session = new Inspecting();
    session.connect();
  } catch {
    return null; // this Node has no inspector
  }
  return new Promise((resolve) => {
    let disable = (): void => {};
    const end = (found: Whereabouts | null): void => {
      clearTimeout(late);
      disable(); // also before it has heard of the pause: else it would stop once it can
      session.disconnect(); // the worker goes on
      resolve(found);
    };
    const late = setTimeout(() => end(null), within);
    session.on("NodeWorker.attachedToWorker", ({ params: { sessionId, workerInfo } }) => {
      // Its `workerId` is another number than `threadId`, where threads of Node itself count.
      if (workerInfo.title.endsWith(`] ${name}`)) disable = ask(session, sessionId, end);
    });
    session.post("NodeWorker.enable", { waitForDebuggerOnStart: false }, (error) => {
      if (error !== null) end(null); // on a thread that is a worker itself
    });
  });
}

/** Asks; returns what ends the debugging. */
function ask(session: Session, sessionId: string, end: (found: Whereabouts) => void): () => void {
  let stack = "";
  const scripts = new Map<string, string>();
  const say = (id: number, method: string, params = {}): void =>
    session.post("NodeWorker.sendMessageToWorker", { sessionId, message: JSON.stringify({ id, method, params }) });
  session.on("NodeWorker.receivedMessageFromWorker", ({ params }) => {
    if (params.sessionId !== sessionId) return;
    const said = JSON.parse(params.message) as Said;
    if (said.method === "Debugger.scriptParsed") scripts.set(said.params?.scriptId ?? "", said.params?.url ?? "");
    else if (said.method === "Debugger.paused") {
      stack = (said.params?.callFrames ?? []).map((frame) => lineOf(frame, scripts)).join("\n");
      say(ASKED, "Runtime.evaluate", { expression: `globalThis[Symbol.for("${RUNNING}")]?.()`, returnByValue: true });
    } else if (said.id === ASKED) {
      const name = said.result?.result?.value;
      end({ name: typeof name === "string" ? name : "", stack });
    }
  });
  say(1, "Debugger.enable");
  say(2, "Debugger.pause");
  return () => say(ENDED, "Debugger.disable");
}

const ASKED = 3;
const ENDED = 4;

function lineOf({ functionName, location }: Frame, scripts: ReadonlyMap<string, string>): string {
  const place = `${scripts.get(location.scriptId)}:${location.lineNumber + 1}:${(location.columnNumber ?? 0) + 1}`;
  return functionName === "" ? `    at ${place}` : `    at ${functionName} (${place})`;
}
