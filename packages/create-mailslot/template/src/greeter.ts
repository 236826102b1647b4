/** Greets people, and counts how often. */
import { defineActor } from "@mailslot/actor";

export const Greeter = defineActor("greeter", {
  state: () => ({ greeted: new Map<string, number>() }),
  receive: {
    greet(ctx, name: string) {
      if (name === "") throw new Error("there is nobody to greet"); // the actor fails, and is started again
      const times = (ctx.state.greeted.get(name) ?? 0) + 1;
      ctx.state.greeted.set(name, times);
      return times === 1 ? `Hello, ${name}!` : `Hello again, ${name}: that makes ${times}.`;
    },
  },
});
