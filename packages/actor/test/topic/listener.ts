/** An actor that hears what a topic tells it, and what waits for a receiver. */
import { defineActor, type MailboxOverflow } from "@mailslot/actor";
import { notReady, sleep } from "@mailslot/core";

export const listener = (mailbox: { readonly capacity?: number; readonly overflow?: MailboxOverflow } = {}) =>
  defineActor("listener", {
    state: (heard: unknown[]) => ({ heard }),
    mailbox,
    receive: {
      hear: (ctx, n: number) => void ctx.state.heard.push(n),
      note: (ctx, n: number) => void ctx.state.heard.push(`note ${n}`),
      *nap(_ctx, ms: number) {
        yield* sleep(ms);
      },
    },
  });
export const Listener = listener();

/** Takes all that waits for a receiver. */
export function taken<T>(receiver: { tryRecv(): T | typeof notReady }): T[] {
  const all: T[] = [];
  for (let next = receiver.tryRecv(); next !== notReady; next = receiver.tryRecv()) all.push(next as T);
  return all;
}
