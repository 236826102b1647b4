// The same call by async functions and promises alone: a mailbox is a queue, or a promise for the message to come; the
// answer is a promise that the request can resolve.

interface Request {
  readonly width: number;
  readonly reply: (width: number) => void;
}

class Mailbox<T> {
  private readonly messages: T[] = [];
  private waiting: ((message: T) => void) | null = null;

  send(message: T): void {
    if (this.waiting === null) {
      this.messages.push(message);
      return;
    }
    this.waiting(message);
    this.waiting = null;
  }

  receive(): Promise<T> {
    if (this.messages.length > 0) return Promise.resolve(this.messages.shift() as T);
    return new Promise((resolve) => {
      this.waiting = resolve;
    });
  }
}

async function layout(requests: Mailbox<Request | null>): Promise<void> {
  for (let request = await requests.receive(); request !== null; request = await requests.receive()) {
    request.reply(request.width);
  }
}

async function script(requests: Mailbox<Request | null>, calls: number): Promise<number> {
  let sum = 0;
  for (let width = 0; width < calls; width++) {
    sum += await new Promise<number>((reply) => requests.send({ width, reply }));
  }
  return sum;
}

/** Runs both functions. */
export async function asyncCalls(calls: number): Promise<number> {
  const requests = new Mailbox<Request | null>();
  const ended = layout(requests);
  const sum = await script(requests, calls);
  requests.send(null);
  await ended;
  return sum;
}
