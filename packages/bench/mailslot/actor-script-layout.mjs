// Two actors with plain handlers. The request carries the ref to tell the answer to, so nothing is asked.

import { defineActor, spawn, stop } from "@mailslot/actor";
import { oneshot } from "@mailslot/core";

const Layout = defineActor("layout", {
  receive: {
    layout(_ctx, width, script) {
      script.tell.answer(width);
    },
  },
});

const Script = defineActor("script", {
  state: (size, layout, done) => ({ size, layout, done, calls: 0, sum: 0 }),
  receive: {
    start(ctx) {
      ctx.state.layout.tell.layout(0, ctx.self);
    },
    answer(ctx, width) {
      const { state } = ctx;
      state.sum += width;
      if (++state.calls === state.size) state.done.send(state.sum);
      else state.layout.tell.layout(state.calls, ctx.self);
    },
  },
});

export default async function actorScriptLayout(size) {
  const done = oneshot();
  const layout = spawn(Layout);
  const script = spawn(Script, size, layout, done);
  script.tell.start();
  const sum = await done;
  stop(script);
  stop(layout);
  return sum;
}
