// runs under Node alone: it uses node:async_hooks
/** The context of a message that goes to another node, or comes from one. */
import { AsyncLocalStorage } from "node:async_hooks";
import { defineActor, deliver, watchMessages } from "@mailslot/actor";
import { type ContextCarrier, observe, sleep } from "@mailslot/core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type Stage, stage } from "../stage.js";
import { elsewhere } from "./elsewhere.js";

const context = suite("context of messages to and from elsewhere");
const users = new AsyncLocalStorage<string>();
const carrier: ContextCarrier<string | undefined> = {
  capture: () => users.getStore(),
  run: (user, tick) => (user === undefined ? users.exit(tick) : users.run(user, tick)),
  pack: (user) => user && { user },
  unpack: (data) => (data as { user: string } | undefined)?.user,
};

const Service = defineActor("service", {
  state: () => ({ seen: [] as unknown[] }),
  receive: {
    *see(ctx) {
      const before = users.getStore() ?? null;
      yield* sleep(1);
      ctx.state.seen.push([before, users.getStore() ?? null]);
      return ctx.state.seen;
    },
  },
});
const from = { name: "main of node b" };

function begin(changes: Partial<ContextCarrier<string | undefined>> = {}): Stage {
  const on = stage();
  observe(on.scheduler, { carrier: { ...carrier, ...changes } });
  return on;
}

/** What a handler sees that is told from elsewhere, in the context of a stranger. */
function seen(on: Stage, data: unknown): unknown {
  const answers: unknown[] = [];
  const ref = on.spawn(Service);
  users.run("a stranger", () => void deliver(ref, "see", [], { from, context: data }));
  deliver(ref, "see", [], {
    from,
    reply: { reply: (all) => answers.push(all), refuse: (error) => answers.push(error) },
  });
  on.loop.advance(10);
  return (answers[0] as unknown[])[0];
}

context("what is sent elsewhere has the context of its sender, as the carrier packs it", () => {
  const on = begin();
  const { ref, log, asks } = elsewhere(Service, on.scheduler);
  users.run("Ada", () => {
    ref.tell.see();
    ref.ask.see();
  });
  assert.equal(log[0], ["tell", "see", null, { user: "Ada" }]);
  assert.equal(asks[0]?.context, { user: "Ada" });
  ref.tell.see();
  assert.equal(log[2], ["tell", "see", null]);
});

context("a carrier that cannot pack leaves contexts on their node", () => {
  const on = begin({ pack: undefined as never });
  const { ref, log } = elsewhere(Service, on.scheduler);
  users.run("Ada", () => void ref.tell.see());
  assert.equal(log[0], ["tell", "see", null]);
});

context("a carrier that fails costs the context and not the message", () => {
  const fails = (): never => {
    throw new Error("it failed");
  };
  const on = begin({ pack: fails, unpack: fails });
  const { ref, log } = elsewhere(Service, on.scheduler);
  users.run("Ada", () => void ref.tell.see());
  assert.equal(log[0], ["tell", "see", null]);
  assert.equal(seen(on, { user: "Ada" }), [null, null]);
  assert.is(on.unhandled.length, 3);
});

context("what comes from elsewhere is handled in the context that came with it, never in that of a stranger", () => {
  assert.equal(seen(begin(), { user: "Ada" }), ["Ada", "Ada"]);
  assert.equal(seen(begin(), undefined), [null, null]);
  assert.equal(seen(begin({ unpack: undefined as never }), { user: "Ada" }), [null, null]);
});

context("what watchers wrap around a message goes with it, and they know what has arrived", () => {
  const on = begin();
  const { ref, log } = elsewhere(Service, on.scheduler);
  const heard: unknown[] = [];
  const watching = watchMessages<string>({
    sent({ arrived }) {
      heard.push([arrived, users.getStore()]);
      return `${users.getStore()}'s message`;
    },
    within: (kept, step) => users.run(kept, step),
  });
  users.run("Ada", () => void ref.tell.see());
  assert.equal(log[0], ["tell", "see", null, { user: "Ada's message" }]);
  const service = on.spawn(Service);
  users.run("a stranger", () => void deliver(service, "see", [], { from, context: { user: "Ada" } }));
  const asked = on.go(() => service.ask.see());
  on.loop.advance(10);
  assert.equal((asked.poll() as unknown[])[0], ["Ada's message", "Ada's message"]);
  assert.equal(heard.slice(0, 2), [
    [false, "Ada"],
    [true, "Ada"],
  ]);
  watching[Symbol.dispose]();
});

context.run();
