// Two actors made from transitions; the request carries the reference to which the answer goes, as in the documentation's
// replyTo.

import { createActor, fromTransition } from "xstate";

const layout = fromTransition((calls, event) => {
  if (event.type !== "layout") return calls;
  event.replyTo.send({ type: "answer", width: event.width });
  return calls + 1;
}, 0);

const script = fromTransition(
  (context, event, { self }) => {
    const { size, layout, done, calls, sum } = context;
    if (event.type === "start") layout.send({ type: "layout", width: 0, replyTo: self });
    if (event.type !== "answer") return context;
    const next = { size, layout, done, calls: calls + 1, sum: sum + event.width };
    if (next.calls === size) done(next.sum);
    else layout.send({ type: "layout", width: next.calls, replyTo: self });
    return next;
  },
  ({ input }) => ({ ...input, calls: 0, sum: 0 }),
);

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
