/** The actor behind every recipe: counts, by name. */
import { defineActor } from "@mailslot/actor";

export const Counter = defineActor("counter", {
  state: () => ({ counts: new Map<string, number>() }),
  receive: {
    count(ctx, name: string) {
      const count = (ctx.state.counts.get(name) ?? 0) + 1;
      ctx.state.counts.set(name, count);
      return count;
    },
    counts: (ctx) => Object.fromEntries(ctx.state.counts),
    crash(): void {
      throw new Error("the counter crashed");
    },
  },
});
