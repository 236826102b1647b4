/** Hands each frame that has come to whom it concerns. */
import type { ExitReason } from "@mailslot/actor";
import type { Frame } from "../frame/frame.js";
import * as kinds from "../frame/frame.js";
import type { Handles } from "../handle/handles.js";
import type { Incoming } from "./incoming.js";
import type { NodeCore, RefData } from "./node.js";
import type { Outgoing } from "./outgoing.js";
import type { Unlinks } from "./unlinks.js";
import type { Watches } from "./watches.js";

/** Those whom the frames of one connection concern. */
export interface Receivers {
  readonly own: NodeCore;
  readonly incoming: Incoming;
  readonly outgoing: Outgoing;
  readonly watches: Watches;
  readonly unlinks: Unlinks;
  readonly handles: Handles;
  hello(version: number, id: string, incarnation: number): void;
  send(frame: Frame): void;
  down(actor: number, reason: ExitReason): void;
}

type Fields = readonly [number, never, never, never, never, never, never];

export function dispatch(frame: Frame, to: Receivers): void {
  // Taking an array apart by a pattern makes its iterator: an object and a result for each field, at every frame.
  const { 0: kind, 1: a, 2: b, 3: c, 4: d, 5: e, 6: f } = frame as Fields;
  const { incoming, outgoing, watches, unlinks, handles, own } = to;
  switch (kind) {
    case kinds.HELLO:
      to.hello(a, b, c);
      break;
    case kinds.BYE:
      break; // the carrier says when the other is gone
    case kinds.SPAWN:
      incoming.spawn(a, b, c);
      break;
    case kinds.SPAWNED:
      outgoing.takeSpawn(a)?.send(b);
      break;
    case kinds.REFUSED:
      outgoing.takeSpawn(a)?.fail(b);
      break;
    case kinds.TELL:
      incoming.tell(a, b, c, d, e);
      break;
    case kinds.ASK:
      incoming.ask(a, b, c, d, e, f);
      break;
    case kinds.REPLY:
      outgoing.takeAsk(a)?.reply(b);
      break;
    case kinds.REJECTED:
    case kinds.UNKNOWN:
      outgoing.takeAsk(a)?.refuse(b);
      break;
    case kinds.CANCEL:
      incoming.cancel(a);
      break;
    case kinds.STOP:
      incoming.stop(a, b);
      break;
    case kinds.DRAIN:
      incoming.drain(a, b);
      break;
    case kinds.TERMINATE:
      incoming.terminate(a, b);
      break;
    case kinds.KILL:
      incoming.kill(a);
      break;
    case kinds.SIGNAL:
      incoming.signal(a, b, reviveBy(own, c), d);
      break;
    case kinds.LINK:
      if (!unlinks.refusesLink(a, b)) incoming.link(a, reviveBy(own, b));
      break;
    case kinds.UNLINK:
      incoming.unlink(a, reviveBy(own, b));
      if (unlinks.isThere(b)) to.send([kinds.UNLINKED, b[2], a]);
      break;
    case kinds.UNLINKED:
      unlinks.answered(a, b);
      break;
    case kinds.EXIT:
      if (d !== "link" || !unlinks.isUnderWay(a, b)) incoming.exit(a, reviveBy(own, b), c, d, e);
      break;
    case kinds.WATCH:
      watches.watch(a, b);
      break;
    case kinds.UNWATCH:
      watches.unwatch(a);
      break;
    case kinds.DOWN:
      to.down(a, b);
      break;
    case kinds.PROBE:
      own.probed(incoming, a, b, c);
      break;
    case kinds.SEND:
      handles.send(a, b, c);
      break;
    case kinds.CLOSE:
      handles.close(a, b, frame.length > 2);
      break;
    case kinds.ABORT:
      handles.abort(a, b);
      break;
    case kinds.RELEASE:
      handles.release(a, b);
      break;
  }
}

function reviveBy(own: NodeCore, data: RefData | null): never {
  return (data === null ? null : own.revive(data)) as never;
}
