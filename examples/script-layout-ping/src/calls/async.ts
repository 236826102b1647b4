// The same call by async functions and promises alone. The mailbox is a chain of promises, each of a request and of the
// promise behind it; the answer is a promise that the request can resolve.

interface Request {
  readonly width: number;
  readonly reply: (width: number) => void;
  readonly next: Promise<Request | null>;
}

interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
}

function deferred<T>(): Deferred<T> {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

async function layout(first: Promise<Request | null>): Promise<void> {
  for (let request = await first; request !== null; request = await request.next) request.reply(request.width);
}

async function script(first: (request: Request | null) => void, calls: number): Promise<number> {
  let send = first;
  let sum = 0;
  for (let width = 0; width < calls; width++) {
    const answer = deferred<number>();
    const next = deferred<Request | null>();
    send({ width, reply: answer.resolve, next: next.promise });
    send = next.resolve;
    sum += await answer.promise;
  }
  send(null);
  return sum;
}

/** Runs both functions. */
export async function asyncCalls(calls: number): Promise<number> {
  const mailbox = deferred<Request | null>();
  const ended = layout(mailbox.promise);
  const sum = await script(mailbox.resolve, calls);
  await ended;
  return sum;
}
