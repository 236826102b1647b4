/** WebSocket by `ws`, beside HTTP on the same port: its server takes the connections that come out of `upgrades()`. */
import { orClosed, type Steps } from "@mailslot/core";
import type { HttpUpgrades } from "@mailslot/io";
import { type WebSocket, WebSocketServer } from "ws";

/** Gives every WebSocket to `talk`, until the server closes, or the task is cancelled; then all are told to go away. */
export function* serveWebSockets(upgrades: HttpUpgrades, talk: (socket: WebSocket) => void): Steps<void> {
  const wss = new WebSocketServer({ noServer: true, maxPayload: 1_000_000 });
  const next = orClosed(upgrades.recv(), null);
  try {
    for (let wish = yield* next; wish !== null; wish = yield* next) {
      if (wish.protocol !== "websocket") wish.refuse(426);
      else {
        const { socket, head } = wish.take();
        wss.handleUpgrade(wish.request, socket, head, talk); // it answers 101, or why not
      }
    }
  } finally {
    upgrades.close();
    for (const client of wss.clients) client.close(1001, "the server stops"); // cut after the linger of the server
    wss.close();
  }
}
