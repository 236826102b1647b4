/** A watcher of messages that says what it hears, and an actor with a handler of each kind. */
import { defineActor, type MessageWatcher, Refusal, watchMessages } from "@mailslot/actor";
import { oneshot, type Source, sleep } from "@mailslot/core";
import { type Stage, stage } from "../stage.js";

const gate = { open: oneshot<void>() };
export const Worker = defineActor("worker", {
  state: () => ({ ready: false }),
  stash: 10,
  interleave: ["besides", "promised"],
  receive: {
    plain: (_ctx, n: number) => n,
    many: (_ctx, ...all: number[]) => all.length,
    *steps() {
      yield* sleep(5);
      return "steps";
    },
    async promise() {
      await sleep(5);
    },
    *besides() {
      yield* sleep(5);
    },
    async promised() {
      await sleep(5);
    },
    *waits(): Generator<unknown, void> {
      yield* gate.open as Source<void>;
    },
    fails(): void {
      throw new Error("it failed");
    },
    refuses(): void {
      throw new Refusal("no");
    },
    later(ctx) {
      if (ctx.state.ready) return "now";
      ctx.stash();
      return undefined;
    },
    ready(ctx) {
      ctx.state.ready = true;
      ctx.unstash();
    },
  },
});

/** Watches until the end of `body`; `heard` has a line for each thing that was heard. */
export function watched(body: (on: Stage, heard: string[]) => void, more: Partial<MessageWatcher<string>> = {}): void {
  const on = stage();
  const heard: string[] = [];
  const watch = watchMessages<string>({
    sent({ message, asked }) {
      heard.push(`${asked ? "ask" : "tell"} ${message}`);
      return message;
    },
    began: (message, actor) => void heard.push(`${message} begins in ${actor.name.split("#")[0]}`),
    ended: (message, end) => void heard.push(`${message} ${end.status}`),
    lost: (message, reason) => void heard.push(`${message} lost: ${reason}`),
    answered: (message, end) => void heard.push(`${message} answered: ${end.status}`),
    ...more,
  });
  try {
    body(on, heard);
  } finally {
    watch[Symbol.dispose]();
  }
}

/** Takes what was heard. */
export const take = (heard: string[]): string[] => heard.splice(0);
