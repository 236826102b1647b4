// A task asks, and each ask has the time limit that asks have by default, 5 s.

import { defineActor, spawn, stop } from "@mailslot/actor";
import { go } from "@mailslot/core";

const Layout = defineActor("layout", {
  state: () => ({ calls: 0 }),
  receive: {
    layout(ctx, width) {
      ctx.state.calls++;
      return width;
    },
  },
});

export default async function actorAsk(size) {
  const layout = spawn(Layout);
  const sum = await go(function* script() {
    let sum = 0;
    for (let width = 0; width < size; width++) sum += yield* layout.ask.layout(width);
    return sum;
  });
  stop(layout);
  return sum;
}
