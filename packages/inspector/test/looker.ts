/** A page in tests: connects with an inspector as the real one does, and waits for frames. */
import { once } from "node:events";
import { WebSocket } from "ws";

/** A frame, as far as tests look at it. */
export interface Frame {
  readonly type: string;
  readonly [name: string]: unknown;
}

export interface Looker extends Disposable {
  readonly socket: WebSocket;
  readonly frames: Frame[];
  say(request: object): void;
  /** Waits for a frame that fits, of those that came before `look` was done or come from now on. */
  next(type: string, fits?: (frame: never) => boolean): Promise<never>;
}

/** Returns the address of an inspector's socket. */
export function socketOf(url: string): string {
  return url.replace("http", "ws").replace("/?", "/socket?");
}

/** Connects, and shows `tab`. */
export async function look(url: string, tab = "actors", view: object = {}): Promise<Looker> {
  const socket = new WebSocket(socketOf(url), { origin: new URL(url).origin });
  const frames: Frame[] = [];
  const waits = new Set<(frame: Frame) => void>();
  socket.on("message", (data) => {
    const frame = JSON.parse(String(data)) as Frame;
    frames.push(frame);
    for (const take of waits) take(frame);
  });
  await once(socket, "open");
  // The first frames can come with the answer to the handshake, before anybody could wait for them.
  const early = [...frames];
  const say = (request: object): void => socket.send(JSON.stringify(request));
  say({ type: "view", tab, order: "depth", query: "", ...view });
  return {
    socket,
    frames,
    say,
    next: (type, fits = () => true) =>
      new Promise((resolve) => {
        const at = early.findIndex((frame) => frame.type === type && fits(frame as never));
        if (at >= 0) {
          resolve(early.splice(at, 1)[0] as never);
          return;
        }
        const take = (frame: Frame): void => {
          if (frame.type !== type || !fits(frame as never)) return;
          waits.delete(take);
          resolve(frame as never);
        };
        waits.add(take);
      }),
    [Symbol.dispose]: () => socket.terminate(),
  };
}
