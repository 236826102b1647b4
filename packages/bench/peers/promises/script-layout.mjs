// What the platform has: an async function per task. The mailbox is a chain of promises, each holding a request and the
// next promise; the answer is a promise that the request can resolve.

function deferred() {
  let resolve;
  const promise = new Promise((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

async function layout(mailbox) {
  for (let next = mailbox; ; ) {
    const request = await next;
    if (request === undefined) return;
    request.reply(request.width);
    next = request.next;
  }
}

async function script(firstRequest, size) {
  let send = firstRequest;
  let sum = 0;
  for (let width = 0; width < size; width++) {
    const answer = deferred();
    const next = deferred();
    send({ width, reply: answer.resolve, next: next.promise });
    send = next.resolve;
    sum += await answer.promise;
  }
  send(undefined);
  return sum;
}

export default async function scriptLayout(size) {
  const mailbox = deferred();
  const ended = layout(mailbox.promise);
  const sum = await script(mailbox.resolve, size);
  await ended;
  return sum;
}
