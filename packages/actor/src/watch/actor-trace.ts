/** A trace in which the messages of actors have names: where each is sent, and where its handler begins. */
import { currentTask, startTrace, type Trace, type TraceOptions } from "@mailslot/core";
import { traced } from "@mailslot/core/engine";
import { coreOf } from "../spawn.js";
import { watchMessages } from "./message-watcher.js";

/**
 * Starts a trace as `startTrace` of core does, with the messages of actors: a `send` where one is told or asked inside a task, and a
 * `receive` where its handler begins, both with its name and a number of its own, such as `deposit #17`. `toChromeTrace` draws an arrow
 * between the two, and names the tick by what is handled in it. While it runs, messages are watched, as by {@link watchMessages},
 * and cost more; `stop` ends that. Fails as `startTrace` does.
 *
 * @example
 * ```ts
 * import { defineActor, spawn, startActorTrace } from "@mailslot/actor";
 * import { go, toChromeTrace } from "@mailslot/core";
 *
 * const Account = defineActor("account", { receive: { deposit: (_ctx, _amount: number) => {} } });
 * const account = spawn(Account);
 * const trace = startActorTrace();
 * await go(() => account.ask.deposit(5));
 * trace.stop();
 * const { traceEvents } = toChromeTrace(trace.events()); // for ui.perfetto.dev
 * console.log(traceEvents.some(({ name, ph }) => name === "deposit" && ph === "s")); // true
 * ```
 */
export function startActorTrace(options: TraceOptions = {}): Trace {
  const trace = startTrace(options);
  let count = 0;
  const watching = watchMessages<string>({
    sent({ message }) {
      const numbered = `${message} #${++count}`;
      const from = currentTask();
      if (from !== null) traced(trace, "send", from, numbered);
      return numbered;
    },
    began: (numbered, actor) => traced(trace, "receive", coreOf(actor), numbered),
  });
  return {
    events: () => trace.events(),
    get lost() {
      return trace.lost;
    },
    stop() {
      watching[Symbol.dispose]();
      trace.stop();
    },
  };
}
