// A task is an async function that begins with an await.

export default (size) =>
  new Promise((done) => {
    let ended = 0;
    async function task() {
      await null;
      if (++ended === size) done(ended);
    }
    for (let n = 0; n < size; n++) task();
  });
