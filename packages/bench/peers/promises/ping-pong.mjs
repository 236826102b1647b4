// A task is an async function that begins with an await; a oneshot is a promise and its resolve function.

function oneshot() {
  let resolve;
  const promise = new Promise((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

async function pong(ping, answer) {
  await ping;
  answer();
}

export default (size) =>
  new Promise((done) => {
    let left = size;
    async function ping() {
      await null;
      const first = oneshot();
      const second = oneshot();
      pong(first.promise, second.resolve);
      first.resolve();
      await second.promise;
      if (--left === 0) done(size - left);
    }
    async function spawnAll() {
      await null;
      for (let n = 0; n < size; n++) ping();
    }
    spawnAll();
  });
