/**
 * A handler for each connection of a listener, in a task of its own. What a peer does ends its own connection, and nothing
 * more.
 */
import { type EndWatcher, orClosed, type Steps, type TaskOutcome, watchEnd } from "@mailslot/core";
import { IoError } from "../errors.js";
import { logFailure, tell } from "../report.js";
import { nameOf } from "../source/argument.js";
import type { Connection } from "./connection.js";
import type { ConnectionCore } from "./connection-core.js";
import type { ListenerCore } from "./listener-core.js";
import type { ListenOptions } from "./options.js";

type Handler = (connection: Connection) => unknown;

/** Accepts until the listener is closed. */
export function* serving(listener: ListenerCore, handler: Handler, onFailure: ListenOptions["onFailure"]): Steps<void> {
  const next = orClosed(listener.accept(), null);
  for (;;) {
    let connection: Connection | null;
    try {
      connection = yield* next;
    } catch (error) {
      if (listener.closed) return; // by its signal
      if (!(error instanceof IoError)) throw error;
      logFailure(listener.describe(), error); // the system could not accept this one
      continue;
    }
    if (connection === null) return;
    const given = connection;
    const task = listener.scheduler.go(() => handler(given), { name: nameOf(handler, "handler") });
    watchEnd(task, new Served(connection as ConnectionCore, onFailure));
  }
}

/** Hears of the end of a handler: its connection ends with it. */
class Served implements EndWatcher {
  private readonly connection: ConnectionCore;
  private readonly onFailure: ListenOptions["onFailure"];

  constructor(connection: ConnectionCore, onFailure: ListenOptions["onFailure"]) {
    this.connection = connection;
    this.onFailure = onFailure;
  }

  ended(outcome: TaskOutcome<unknown>): boolean {
    const { connection, onFailure } = this;
    if (outcome.status === "completed") connection.closeBoth();
    else connection.resetNow();
    if (outcome.status !== "failed") return false;
    const { error } = outcome;
    const what = connection.describe();
    if (onFailure !== undefined) tell(`onFailure for ${what}`, () => onFailure(error, connection));
    else if (!connection.isBroken) logFailure(`the handler of ${what} failed`, error);
    return true;
  }
}
