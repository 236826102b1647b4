// The call between actors-to-be: script and layout are plain functions, each on a mailbox of its own, and an answer is
// a message like any other. The scheduler runs a handler when its turn has come; no send ever calls one.
import { channel, go, oneshot, type Sender } from "@mailslot/core";
import { handling } from "../handling.js";

interface Request {
  readonly width: number;
  readonly reply: Sender<number>;
}

/** Starts both handlers, and sends the first request. */
export async function handlerCalls(calls: number): Promise<number> {
  const requests = channel<Request>();
  const answers = channel<number>();
  const total = oneshot<number>();
  let sum = 0;
  let next = 0;

  function layout({ width, reply }: Request): void {
    reply.send(width);
  }

  function script(width: number): void {
    sum += width;
    if (next < calls) requests.send({ width: next++, reply: answers });
    else total.send(sum);
  }

  await using _layout = go(() => handling(requests, layout), { name: "layout" });
  await using _script = go(() => handling(answers, script), { name: "script" });
  requests.send({ width: next++, reply: answers });
  return await total;
}
