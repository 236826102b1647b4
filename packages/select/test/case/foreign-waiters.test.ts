// runs under Node alone: it listens to the process for errors that nothing has caught
/** A waiter of a third party on a select or its loop: what it throws, the sources of the cases and their senders never see. */
import { channel, type Source, type Waiter } from "@mailslot/core";
import { type Cases, nextEvent, select, selectEach } from "@mailslot/select";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const foreign = suite("waiters of third parties");

const uncaught: unknown[] = [];
process.on("uncaughtException", (error) => void uncaught.push(error));

type Method = "claim" | "deliver" | "fail";

function waiter(throwing: Method | null): Waiter<unknown> & { readonly log: Method[] } {
  const log: Method[] = [];
  const at = (method: Method): true => {
    log.push(method);
    if (method === throwing) throw new Error(`${method} threw`);
    return true;
  };
  return {
    log,
    after: null,
    before: null,
    claim: () => at("claim"),
    deliver: () => void at("deliver"),
    fail: () => void at("fail"),
  };
}

/** Waits as a source is waited on: it is asked first. */
function enter(source: Source<unknown>, entering: Waiter<unknown>): void {
  source.poll();
  source.subscribe(entering);
}

async function told(...methods: Method[]): Promise<void> {
  await new Promise((done) => setImmediate(done));
  assert.equal(
    uncaught.splice(0).map((error) => (error as Error).message),
    methods.map((method) => `${method} threw`),
  );
}

const forms: Record<string, (cases: Cases) => Source<unknown>> = {
  "a select": (cases) => select(cases),
  "a loop": (cases) => selectEach(cases),
};

for (const [name, form] of Object.entries(forms)) {
  foreign(
    `${name}: a waiter that throws when it is served does not reach the sender, and the other cases are left`,
    async () => {
      const [a, b] = [channel<number>(), channel<number>()];
      const waiting = form({ a, b });
      enter(waiting, waiter("deliver"));
      a.send(1);
      await told("deliver");
      const next = waiter(null);
      enter(waiting, next);
      b.send(2);
      assert.equal(next.log, ["claim", "deliver"]);
      await told();
    },
  );

  foreign(`${name}: one that throws when it is claimed has refused, and what was sent stays`, async () => {
    const a = channel<number>();
    const waiting = form({ a });
    enter(waiting, waiter("claim"));
    a.send(1);
    await told("claim");
    assert.is(a.length, 1);
  });

  foreign(`${name}: one that throws when it is failed does not reach what closes the channel`, async () => {
    const a = channel<number>();
    enter(form({ a }), waiter("fail"));
    a.close();
    await told("fail");
  });
}

foreign("a loop that is closed, or given a case that is ready, does not throw what its waiter throws", async () => {
  const loop = selectEach({ a: channel<number>(), b: channel<number>() } as Cases);
  enter(loop, waiter("deliver"));
  const ready = channel<number>();
  ready.send(1);
  loop.set("a", ready);
  await told("deliver");
  enter(loop, waiter("fail"));
  loop.close();
  await told("fail");
});

foreign("an event reaches the others who wait for it, and what dispatches it sees nothing", async () => {
  const target = new EventTarget();
  const source = nextEvent(target, "change");
  const good = waiter(null);
  for (const each of [waiter("deliver"), waiter("claim"), good]) source.subscribe(each);
  target.dispatchEvent(new Event("change"));
  assert.equal(good.log, ["claim", "deliver"]);
  await told("deliver", "claim");
});

foreign.run();
