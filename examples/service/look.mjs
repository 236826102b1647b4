// Looks at the inspector of the service, as its page does, until the service ends.
import { WebSocket } from "ws";

/** Looks at one view after the other, and resolves with what was seen. */
export function look(url) {
  const socket = new WebSocket(url.replace("http", "ws").replace("/?", "/socket?"));
  const seen = { roots: [], restarts: 0, messages: [], ticks: 0, actors: 0, share: 0 };
  const tabs = ["supervisors", "messages", "actors"];
  const show = (tab) => socket.send(JSON.stringify({ type: "view", tab, order: "depth", query: "" }));
  let turns;
  socket.on("open", () => {
    show(tabs[0]);
    let n = 0;
    turns = setInterval(() => show(tabs[++n % tabs.length]), 1_500);
  });
  socket.on("message", (data) => take(JSON.parse(data), seen));
  return new Promise((resolve, reject) => {
    socket.on("error", reject);
    socket.on("close", () => {
      clearInterval(turns);
      resolve(seen);
    });
  });
}

function take(frame, seen) {
  if (frame.type === "tree") seen.roots.push(...frame.roots.flatMap((root) => root.children.map(({ id }) => id)));
  if (frame.type === "reports") seen.restarts += frame.rows.filter(({ event }) => event === "restarted").length;
  if (frame.type === "messages") seen.messages.push(...frame.rows.changed.map(({ key }) => key));
  if (frame.type === "actors") seen.actors = Math.max(seen.actors, frame.total);
  if (frame.type !== "pulse") return;
  seen.ticks = frame.schedulers[0].ticks;
  seen.share = frame.share;
}
