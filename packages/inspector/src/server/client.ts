/** One page at the other end of a WebSocket: what it says is checked, and one that says what makes no sense is cut off. */
import type { WebSocket } from "ws";
import type { ActorOrder, Frame, Request, Tab } from "../protocol/frames.js";
import type { Outlet } from "../sample/viewer.js";

/** Bytes that may wait to be sent before a page is left out: a page that cannot keep up sees less often. */
const BEHIND = 1 << 20;
/** How long the words may be that somebody seeks. */
const LONGEST_QUERY = 100;

const TABS: readonly Tab[] = [
  "overview",
  "actors",
  "supervisors",
  "waits",
  "messages",
  "schedulers",
  "letters",
  "trace",
];
const ORDERS: readonly ActorOrder[] = ["depth", "time", "name"];

export class Client implements Outlet {
  private readonly socket: WebSocket;

  constructor(socket: WebSocket, take: (request: Request) => void, gone: () => void) {
    this.socket = socket;
    socket.on("message", (data, isBinary) => {
      if (socket.readyState !== socket.OPEN) return; // cut off already
      const request = isBinary ? null : requestOf(String(data));
      if (request === null) this.cut("this is nothing that a page of the inspector says");
      else take(request);
    });
    socket.on("close", gone);
    socket.on("error", () => socket.terminate()); // a frame that breaks the protocol, or is too large
  }

  get isBehind(): boolean {
    return this.socket.bufferedAmount > BEHIND;
  }

  send(frame: Frame): void {
    if (this.socket.readyState === this.socket.OPEN) this.socket.send(JSON.stringify(frame));
  }

  /** Ends it at once, and says why as far as that still arrives. */
  cut(why: string): void {
    this.socket.close(1008, why);
    setImmediate(() => this.socket.terminate());
  }

  end(): void {
    this.socket.terminate();
  }
}

/** Reads what a page says; null when it makes no sense. */
export function requestOf(text: string): Request | null {
  let said: unknown;
  try {
    said = JSON.parse(text);
  } catch {
    return null;
  }
  const { type, tab, order, query, on } = Object(said) as Record<string, unknown>;
  if (type === "view" && isOneOf(TABS, tab) && isOneOf(ORDERS, order) && isQuery(query))
    return { type, tab, order, query };
  if ((type === "look" || type === "trace") && typeof on === "boolean") return { type, on };
  return null;
}

function isOneOf<T extends string>(list: readonly T[], value: unknown): value is T {
  return (list as readonly unknown[]).includes(value);
}

function isQuery(value: unknown): value is string {
  return typeof value === "string" && value.length <= LONGEST_QUERY;
}
