// What the platform has: an async function per task, a mailbox that is a queue and the resolver of the waiting reader, and
// a promise for each answer. (A mailbox as a chain of promises would keep the whole chain alive, and cost three times this.)

class Mailbox {
  messages = [];
  waiting = null;

  send(message) {
    const { waiting } = this;
    this.waiting = null;
    if (waiting === null) this.messages.push(message);
    else waiting(message);
  }

  recv() {
    if (this.messages.length > 0) return Promise.resolve(this.messages.shift());
    return new Promise((resolve) => {
      this.waiting = resolve;
    });
  }
}

async function layout(requests) {
  for (let request = await requests.recv(); request !== undefined; request = await requests.recv()) {
    request.reply(request.width);
  }
}

async function script(requests, size) {
  let sum = 0;
  for (let width = 0; width < size; width++) {
    sum += await new Promise((reply) => requests.send({ width, reply }));
  }
  requests.send(undefined);
  return sum;
}

export default async function scriptLayout(size) {
  const requests = new Mailbox();
  const ended = layout(requests);
  const sum = await script(requests, size);
  await ended;
  return sum;
}
