// runs under Node alone: it listens to the process for errors that nothing has caught
/** A waiter of a third party on a select or its loop: what it throws, the sources of the cases and their senders never see. */
import { channel, type Source, type Waiter } from "@mailslot/core";
import { type Cases, nextEvent, select, selectEach } from "@mailslot/select";
import { type Call, foreignWaiter, uncaughtErrors } from "@mailslot/test-support/foreign-waiter";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const foreign = suite("waiters of third parties");

const thrown = uncaughtErrors();
const told = (...calls: Call[]) => thrown(...calls.map((call) => `${call} threw`));

/** Waits as a source is waited on: it is asked first. */
function enter(source: Source<unknown>, entering: Waiter<unknown>): void {
  source.poll();
  source.subscribe(entering);
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
      enter(waiting, foreignWaiter("deliver"));
      a.send(1);
      await told("deliver");
      const next = foreignWaiter();
      enter(waiting, next);
      b.send(2);
      assert.equal(next.log, ["claim", "deliver"]);
      await told();
    },
  );

  foreign(`${name}: one that throws when it is claimed has refused, and what was sent stays`, async () => {
    const a = channel<number>();
    const waiting = form({ a });
    enter(waiting, foreignWaiter("claim"));
    a.send(1);
    await told("claim");
    assert.is(a.length, 1);
  });

  foreign(`${name}: one that throws when it is failed does not reach what closes the channel`, async () => {
    const a = channel<number>();
    enter(form({ a }), foreignWaiter("fail"));
    a.close();
    await told("fail");
  });
}

foreign("a loop that is closed, or given a case that is ready, does not throw what its waiter throws", async () => {
  const loop = selectEach({ a: channel<number>(), b: channel<number>() } as Cases);
  enter(loop, foreignWaiter("deliver"));
  const ready = channel<number>();
  ready.send(1);
  loop.set("a", ready);
  await told("deliver");
  enter(loop, foreignWaiter("fail"));
  loop.close();
  await told("fail");
});

foreign("an event reaches the others who wait for it, and what dispatches it sees nothing", async () => {
  const target = new EventTarget();
  const source = nextEvent(target, "change");
  const good = foreignWaiter();
  for (const each of [foreignWaiter("deliver"), foreignWaiter("claim"), good]) source.subscribe(each);
  target.dispatchEvent(new Event("change"));
  assert.equal(good.log, ["claim", "deliver"]);
  await told("deliver", "claim");
});

foreign.run();
