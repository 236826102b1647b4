// From outside, a task is started by run().

import { run } from "effection";

export default async function spawnMany(size) {
  return new Promise((done) => {
    let ended = 0;
    for (let n = 0; n < size; n++) {
      run(function* task() {
        if (++ended === size) done(ended);
      });
    }
  });
}
