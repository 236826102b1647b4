// An actor spawns two children and ends when both have told it their sum, having told its own to its parent.

import { defineActor, spawn } from "@mailslot/actor";
import { oneshot } from "@mailslot/core";

const Node = defineActor("node", {
  state: (parent) => ({ parent, missing: 2, sum: 1 }),
  receive: {
    fork(ctx, depth) {
      if (depth === 0) return answer(ctx);
      spawn(Node, ctx.self).tell.fork(depth - 1);
      spawn(Node, ctx.self).tell.fork(depth - 1);
    },
    join(ctx, sum) {
      const { state } = ctx;
      state.sum += sum;
      if (--state.missing === 0) answer(ctx);
    },
  },
});

function answer(ctx) {
  ctx.state.parent.tell.join(ctx.state.sum);
  ctx.stop();
}

const Root = defineActor("root", {
  state: (done) => ({ done }),
  receive: {
    join(ctx, sum) {
      ctx.state.done.send(sum);
      ctx.stop();
    },
  },
});

export default async function actorForkJoin(depth) {
  const done = oneshot();
  spawn(Node, spawn(Root, done)).tell.fork(depth);
  return await done;
}
