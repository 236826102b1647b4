// An actor is created and started from outside; its callback is its whole life.

import { createActor, fromCallback } from "xstate";

const task = fromCallback(({ input: { ended } }) => ended());

export default (size) =>
  new Promise((done) => {
    let count = 0;
    const ended = () => {
      if (++count === size) done(count);
    };
    for (let n = 0; n < size; n++) createActor(task, { input: { ended } }).start();
  });
