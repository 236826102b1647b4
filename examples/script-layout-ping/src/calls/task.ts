// The call that was measured in 2013: script and layout are tasks; a request holds the oneshot for its answer.
import { channel, go, oneshot, type Receiver, type Sender } from "@mailslot/core";

export interface Request {
  readonly width: number;
  readonly reply: Sender<number>;
}

/** Answers every request; waits for the next one in between. */
export function* layout(requests: Receiver<Request>) {
  for (;;) {
    const { width, reply } = yield* requests.recv();
    reply.send(width);
  }
}

/** Calls layout `calls` times and returns the sum of the answers. */
export function* script(requests: Sender<Request>, calls: number) {
  let sum = 0;
  for (let width = 0; width < calls; width++) {
    const answer = oneshot<number>();
    requests.send({ width, reply: answer });
    sum += yield* answer;
  }
  return sum;
}

/** Runs both tasks. */
export async function taskCalls(calls: number): Promise<number> {
  const requests = channel<Request>();
  await using _layout = go(() => layout(requests), { name: "layout" });
  return await go(() => script(requests, calls), { name: "script" });
}
