// An actor made from a transition creates two others, as a transition cannot spawn children, and is stopped by its parent.

import { createActor, fromTransition } from "xstate";

const node = fromTransition(
  (context, event, { self }) => {
    if (event.type === "fork") return fork(context, event.depth, self);
    return event.type === "join" ? join(context, event, self) : context;
  },
  ({ input }) => ({ parent: input, missing: 2, sum: 1 }),
);

function fork(context, depth, self) {
  if (depth === 0) return answer(context, self);
  for (let child = 0; child < 2; child++) {
    createActor(node, { input: self })
      .start()
      .send({ type: "fork", depth: depth - 1 });
  }
  return context;
}

function join({ parent, missing, sum }, event, self) {
  event.child.stop();
  const next = { parent, missing: missing - 1, sum: sum + event.sum };
  return next.missing === 0 ? answer(next, self) : next;
}

function answer(context, self) {
  context.parent.send({ type: "join", child: self, sum: context.sum });
  return context;
}

const root = fromTransition(
  (done, event) => {
    if (event.type !== "join") return done;
    event.child.stop();
    done(event.sum);
    return done;
  },
  ({ input }) => input,
);

export default (depth) =>
  new Promise((done) => {
    const parent = createActor(root, { input: done }).start();
    createActor(node, { input: parent }).start().send({ type: "fork", depth });
  });
