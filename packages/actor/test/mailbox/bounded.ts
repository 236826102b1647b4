/** An actor with a bounded mailbox, and a stage on which it is full. */
import { defineActor, type MailboxOverflow, type Signal } from "@mailslot/actor";
import { type Operation, sleep } from "@mailslot/core";
import { stage } from "../stage.js";

export function bounded(capacity: number, overflow?: MailboxOverflow) {
  return defineActor("bounded", {
    state: (heard: unknown[]) => ({ heard }),
    mailbox: overflow === undefined ? { capacity } : { capacity, overflow },
    receive: {
      hear: (ctx, text: unknown) => ctx.state.heard.push(text),
      *wait(_ctx, ms: number) {
        yield* sleep(ms);
      },
      *fill(_ctx, tell: (n: number) => Operation<void>) {
        yield* tell(1);
        yield* tell(2);
      },
    },
    signal: (ctx, { reason }: Signal) => void ctx.state.heard.push(reason),
  });
}

/** A stage with an actor of a full mailbox: it waits for `ms`, and the one message that it has room for is "first". */
export function occupied(ms: number) {
  const on = stage();
  const heard: unknown[] = [];
  const actor = on.spawn(bounded(1), heard);
  actor.tell.wait(ms);
  on.run();
  actor.tell.hear("first");
  return { ...on, heard, actor };
}

export function sign(from: object, reason: unknown): Signal {
  return { type: "test", from, reason };
}
