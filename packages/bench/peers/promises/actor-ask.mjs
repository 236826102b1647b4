// An object whose method is async; the caller races the promise against a timer and clears that. Unlike an actor it does not
// take one call at a time, and does not need to, as its method never waits.

class Layout {
  calls = 0;

  async layout(width) {
    this.calls++;
    return width;
  }
}

const LIMIT_MS = 5_000;

function within(milliseconds, promise) {
  let timer;
  const limit = new Promise((_, fail) => {
    timer = setTimeout(() => fail(new Error("no answer in time")), milliseconds);
  });
  return Promise.race([promise, limit]).finally(() => clearTimeout(timer));
}

export default async function ask(size) {
  const target = new Layout();
  let sum = 0;
  for (let width = 0; width < size; width++) sum += await within(LIMIT_MS, target.layout(width));
  return sum;
}
