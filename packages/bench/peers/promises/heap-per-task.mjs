// A task is an async function, waiting for one promise that all share.

export default async function idle(size) {
  let open;
  const gate = new Promise((done) => {
    open = done;
  });
  let ended = 0;
  async function task() {
    await gate;
    ended++;
  }
  for (let n = 0; n < size; n++) task();
  return async () => {
    open();
    await gate;
    await new Promise(setImmediate);
    return ended;
  };
}
