/**
 * A oneshot of another node: a oneshot here that is settled as the one at home is. What is sent, or failed, from here is settled there, where the
 * first one counts.
 *
 * Invariants: it is claimed from its `send` or `fail` here, and takes no second one.
 */
import { ClosedError, type Oneshot, oneshot, type Waiter } from "@mailslot/core";
import { CLOSE } from "../frame/frame.js";
import type { HandlePath } from "./path.js";
import { RemoteSend } from "./remote-send.js";

type Cell = Oneshot<unknown>;

/** The methods of a oneshot that lives here. */
const own: Cell = /* @__PURE__ */ Object.getPrototypeOf(/* @__PURE__ */ oneshot());

/** Those that are waited for, each kept by its connection until it is settled: who waits here may be held by nothing else. */
export type Waited = Set<object>;

/** Settles it as it was settled at home. */
export function settle(cell: Cell, value: unknown): void {
  if (!cell.settled) own.send.call(cell, value); // user code may run here
}

/** Fails it as it has failed at home. */
export function failCell(cell: Cell, error: unknown): void {
  if (!cell.settled) own.fail.call(cell, error); // user code may run here
}

/** Notes whether anybody waits for it. */
function note(cell: Cell, path: HandlePath, waited: Waited): void {
  const isWaited = !cell.settled && Reflect.get(cell, "waiting") !== null;
  if (isWaited === waited.has(cell)) return;
  if (isWaited) waited.add(cell);
  else waited.delete(cell);
  path.waits(isWaited ? 1 : -1);
}

export function standInOneshot(path: HandlePath, handle: number, waited: Waited): Cell {
  const cell = oneshot<unknown>();
  let isClaimed = false;
  const claim = (unsent: unknown): void => {
    if (cell.settled || isClaimed) throw new ClosedError("a oneshot takes one value, and this one is settled", unsent);
    isClaimed = true;
  };
  const sending = {
    name: `a oneshot of node ${path.node}`,
    taken(value: unknown) {
      settle(cell, value);
      note(cell, path, waited);
    },
    failed: () => {},
  };
  return Object.assign(cell, {
    send(value: unknown) {
      claim(value);
      try {
        return new RemoteSend(path, handle, value, sending);
      } catch (error) {
        isClaimed = false; // the value cannot cross
        throw error;
      }
    },
    fail(error: unknown) {
      claim(error);
      path.sendReason([CLOSE, handle, error], 2);
    },
    close() {
      if (cell.settled || isClaimed) return;
      isClaimed = true;
      path.send([CLOSE, handle]);
    },
    subscribe(waiter: Waiter<unknown>) {
      own.subscribe.call(cell, waiter);
      note(cell, path, waited);
    },
    unsubscribe(waiter: Waiter<unknown>) {
      own.unsubscribe.call(cell, waiter);
      note(cell, path, waited);
    },
    describe: () => sending.name,
  });
}
