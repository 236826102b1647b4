// A thousand generator functions and a thousand definitions of actors, all different: every inline cache of the engine that
// sees a generator, a message, a handler or a definition turns megamorphic.

import { defineActor, spawn } from "@mailslot/actor";
import { channel, go, oneshot, yieldNow } from "@mailslot/core";

const COUNT = 1000;
const GeneratorFunction = Object.getPrototypeOf(function* () {}).constructor;

const source = (n) => `
  const message = { field${n}: ${n} };
  channel.send(message);
  const { field${n} } = yield* channel.recv();
  yield* yieldNow();
  const answer = oneshot();
  go(() => { answer.send(field${n}); });
  return yield* answer;`;

let strangers;
let definitions;

/** Runs all of them to their end. */
export async function runStrangers() {
  strangers ??= Array.from({ length: COUNT }, (_, n) => {
    return new GeneratorFunction("channel", "yieldNow", "oneshot", "go", source(n));
  });
  const tasks = strangers.map((stranger) => go(stranger(channel(), yieldNow, oneshot, go)));
  for (const [n, task] of tasks.entries()) if ((await task) !== n) throw new Error(`stranger ${n} went wrong`);
  definitions ??= strangers.map(define);
  const actors = definitions.map((definition) => spawn(definition));
  for (const actor of actors) actor.tell.add(1);
  for (const [n, actor] of actors.entries())
    if ((await actor.ask[`sum${n}`]()) !== 1) throw new Error(`actor ${n} went wrong`);
}

const define = (_, n) =>
  defineActor(`stranger-${n}`, {
    state: () => ({ [`field${n}`]: 0 }),
    receive: {
      add(ctx, more) {
        ctx.state[`field${n}`] += more;
      },
      *[`sum${n}`](ctx) {
        yield* yieldNow();
        return ctx.state[`field${n}`];
      },
    },
  });
