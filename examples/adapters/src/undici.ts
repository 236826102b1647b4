/** undici: connections that a supervised task owns, and bodies that are read as sources. */
import { currentTask, fromPromise, orClosed, type Receiver, type Sender, type Steps } from "@mailslot/core";
import { lines } from "@mailslot/io";
import { Agent, type Dispatcher, request } from "undici";

export interface Page {
  readonly url: string;
  /** Gets the number of its lines. */
  readonly answer: Sender<number>;
}

/** A task that counts the lines of pages, over connections of its own: a child of a supervisor. Its end, whatever the reason, is theirs. */
export function* countPages(pages: Receiver<Page>): Steps<void> {
  const agent = new Agent({ connections: 8 });
  const next = orClosed(pages.recv(), null);
  try {
    for (let page = yield* next; page !== null; page = yield* next)
      page.answer.send(yield* countLines(page.url, agent));
  } finally {
    yield* fromPromise(agent.destroy());
  }
}

/** Counts the lines of a page, which comes only as fast as they are counted. Cancelled, it drops the rest, and its connection. */
export function* countLines(url: string, dispatcher: Dispatcher): Steps<number> {
  const signal = currentTask()?.signal;
  const { statusCode, body } = yield* fromPromise(request(url, { dispatcher, ...(signal ? { signal } : {}) }));
  try {
    if (statusCode !== 200) throw new Error(`${url} was answered ${statusCode}`);
    const next = orClosed(lines(body).recv(), null);
    let count = 0;
    while ((yield* next) !== null) count++;
    return count;
  } finally {
    body.on("error", () => undefined).destroy(); // what has ended, nothing happens to
  }
}
