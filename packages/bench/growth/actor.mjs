// What actors do, with n members.
import { defineActor, kill, spawn } from "@mailslot/actor";
import { stage, times } from "./stage.mjs";

const Counter = defineActor("counter", {
  state: () => ({ count: 0 }),
  receive: {
    add: (ctx, by) => {
      ctx.state.count += by;
    },
    get: (ctx) => ctx.state.count,
  },
});

/** Runs `body` in a task of a scheduler of its own, to its end. */
function inside(body) {
  const own = stage();
  own.go(() => body(own));
  own.run();
}

export const rows = {
  "actors, spawned and killed": (n) =>
    inside(() => {
      for (const ref of times(n, () => spawn(Counter))) kill(ref);
    }),
  "messages to one actor": (n) =>
    inside(() => {
      const ref = spawn(Counter);
      for (let index = 0; index < n; index++) ref.tell.add(1);
    }),
  "asks of one actor": (n) =>
    inside((own) => {
      const ref = spawn(Counter);
      times(n, () => own.go(() => ref.ask.get()));
    }),
};
