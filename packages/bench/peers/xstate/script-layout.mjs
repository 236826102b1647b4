// Two actors made from callbacks; the request carries the reference to which the answer goes, as in the documentation's
// replyTo.

import { createActor, fromCallback } from "xstate";

const layout = fromCallback(({ receive }) => {
  receive(({ width, replyTo }) => replyTo.send({ type: "answer", width }));
});

const script = fromCallback(({ receive, self, input: { size, layout, done } }) => {
  let sum = 0;
  let calls = 0;
  const call = () => layout.send({ type: "layout", width: calls, replyTo: self });
  receive((event) => {
    if (event.type === "answer") {
      sum += event.width;
      calls++;
    }
    if (calls === size) done(sum);
    else call();
  });
});

export default (size) =>
  new Promise((done) => {
    const layoutActor = createActor(layout).start();
    const input = { size, layout: layoutActor, done: finish };
    const scriptActor = createActor(script, { input }).start();
    scriptActor.send({ type: "start" });

    function finish(sum) {
      layoutActor.stop();
      scriptActor.stop();
      done(sum);
    }
  });
