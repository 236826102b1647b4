/** The connection with the server: says what the page shows, takes what comes, and connects again when it was lost. */
import { effect } from "@preact/signals";
import type { Frame, Request } from "../protocol/frames.js";
import { connected, isPaused, order, query, tab, take } from "./state.js";

/** Milliseconds until it tries again. */
const AGAIN = 1_000;
/** Milliseconds without a keystroke after which what was typed is sought. */
const TYPED = 150;

let socket: WebSocket | null = null;

/** Connects, and stays connected; says from then on what the page shows. Call it once. */
export function connect(): void {
  open();
  document.addEventListener("visibilitychange", sayLook);
  effect(sayLook);
  let typing: ReturnType<typeof setTimeout> | undefined;
  effect(() => {
    void [tab.value, order.value];
    sayView();
  });
  effect(() => {
    void query.value;
    clearTimeout(typing);
    typing = setTimeout(sayView, TYPED);
  });
}

function open(): void {
  const address = new URL(`socket${location.search}`, location.href);
  address.protocol = address.protocol.replace("http", "ws");
  socket = new WebSocket(address);
  socket.onopen = () => {
    connected.value = "open";
    sayLook();
    sayView();
  };
  socket.onmessage = ({ data }) => take(JSON.parse(String(data)) as Frame);
  socket.onclose = () => {
    connected.value = "lost";
    setTimeout(open, AGAIN);
  };
}

/** Begins or ends a recording. */
export function record(on: boolean): void {
  say({ type: "trace", on });
}

function say(request: Request): void {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(request));
}

function sayView(): void {
  say({ type: "view", tab: tab.value, order: order.value, query: query.value.slice(0, 100) });
}

/** A page that nobody can see, or that stands still, is not looked at. */
function sayLook(): void {
  const on = !isPaused.value; // read also while the page is hidden, so that a change of it is heard
  say({ type: "look", on: on && !document.hidden });
}
