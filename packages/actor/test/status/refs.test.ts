/** What refs answer for that stand for no actor of this thread, or for many in turn. */
import { type AnyRef, defineActor, keyed, named, spawnNamed, statusOf, stop } from "@mailslot/actor";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { elsewhere } from "../distant/elsewhere.js";
import { stage } from "../stage.js";

test("a ref of an actor elsewhere says so, and how many asks it has not answered", () => {
  const on = stage();
  const Account = defineActor("account", { receive: { balance: () => 1 } });
  const { ref, asks } = elsewhere(Account, on.scheduler);
  const ask = on.go(() => ref.ask.balance());
  on.run();
  const { name, status, depth, definition } = statusOf(ref);
  assert.equal([name, status, depth, definition], ["account#7 of b", "elsewhere", 1, "account"]);
  asks[0]?.reply(5);
  on.run();
  assert.equal([statusOf(ref).depth, ask.poll()], [0, 5]);
});

test("a ref by name answers for the actor that has the name, and is absent while none has it", () => {
  const { go, run, scheduler } = stage();
  const Clock = defineActor("clock", { receive: { tick: () => {} } });
  const ref = named("the clock of status-of", Clock, { scheduler });
  ref.tell.tick();
  assert.equal([statusOf(ref).name, statusOf(ref).status, statusOf(ref).depth], [ref.name, "absent", 1]);
  const spawning = go(() => ({ actor: spawnNamed("the clock of status-of", Clock) }));
  run();
  const { actor } = spawning.poll() as { actor: AnyRef };
  assert.equal([statusOf(ref).name, statusOf(ref).status], [actor.name, "idle"]);
  stop(actor);
  run();
  assert.is(statusOf(ref).status, "absent");
});

test("to look at a ref by key starts nothing", () => {
  const { scheduler, run, now } = stage();
  let started = 0;
  const Account = defineActor("account", { state: (_owner: string) => void started++, receive: { look: () => {} } });
  const accounts = keyed(Account, (owner: string) => [owner], { scheduler });
  const ada = accounts.of("ada");
  assert.equal([statusOf(ada).status, started], ["absent", 0]);
  ada.tell.look();
  run();
  assert.equal([statusOf(ada).status, started], ["idle", 1]);
  now(accounts.stop());
  assert.is(statusOf(ada).status, "exited");
});

test("anything but a ref is refused", () => {
  for (const wrong of [null, 7, {}, statusOf])
    assert.throws(
      () => statusOf(wrong as never),
      (error: { code?: string }) => error.code === "ERR_MAILSLOT_DEFINITION",
    );
});

test.run();
