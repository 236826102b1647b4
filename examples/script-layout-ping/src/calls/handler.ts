// The call between actors-to-be: script and layout are plain functions, each on a mailbox of its own, and an answer is
// a message like any other. A oneshot would be of no use: a plain function cannot wait for it.
import { go, oneshot } from "@mailslot/core";
import { Handlers, type Mailbox } from "../handlers.js";

interface Request {
  readonly width: number;
  readonly reply: Mailbox<number>;
}

/** Starts both handlers, and sends the first request. */
export async function handlerCalls(calls: number): Promise<number> {
  const handlers = new Handlers();
  const total = oneshot<number>();
  let sum = 0;
  let next = 0;

  const requests = handlers.add(function layout({ width, reply }: Request): void {
    reply.send(width);
  });

  const answers = handlers.add(function script(width: number): void {
    sum += width;
    if (next < calls) requests.send({ width: next++, reply: answers });
    else total.send(sum);
  });

  await using _running = go(() => handlers, { name: "handlers" });
  requests.send({ width: next++, reply: answers });
  return await total;
}
