/** Routers whose workers come and go: nobody is passed over, and keys stay where they are. */
import {
  consistentHash,
  createGroup,
  defineActor,
  kill,
  leastLoaded,
  type RefOf,
  roundRobin,
  router,
} from "@mailslot/actor";
import { sleep } from "@mailslot/core";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { stage } from "../stage.js";

const Worker = defineActor("worker", {
  receive: {
    who: (ctx) => ctx.name,
    *rest() {
      yield* sleep(1_000);
    },
  },
});
type WorkerRef = RefOf<typeof Worker>;

/** A group of workers, and what tells who is asked next. */
function pool(size: number, strategy = roundRobin()) {
  const { spawn, go, run } = stage();
  const group = createGroup<WorkerRef>();
  const join = (): WorkerRef => {
    const ref = spawn(Worker);
    group.join(ref);
    return ref;
  };
  const refs = Array.from({ length: size }, join);
  const routed = router(group, strategy);
  const next = (): string => {
    const asking = go(() => routed.ask.who());
    run();
    return asking.poll() as string;
  };
  return { refs, group, join, routed, next, run, go };
}

const namesOf = (refs: readonly WorkerRef[]): string[] => refs.map(({ name }) => name);

for (const gone of [0, 1, 2, 3]) {
  test(`round robin skips no worker when worker ${gone} exits after the second had its turn`, () => {
    const { refs, next, run } = pool(4);
    assert.equal([next(), next()], namesOf(refs.slice(0, 2)));
    kill(refs[gone] as WorkerRef);
    run();
    const inTurn = namesOf([...refs.slice(2), ...refs.slice(0, 2)].filter((each) => each !== refs[gone]));
    assert.equal(
      inTurn.map(() => next()),
      inTurn,
    );
  });
}

test("round robin gives a worker that joins its turn after the others", () => {
  const { refs, next, join } = pool(2);
  assert.is(next(), refs[0]?.name);
  const third = join();
  assert.equal([next(), next(), next()], namesOf([refs[1] as WorkerRef, third, refs[0] as WorkerRef]));
});

test("least loaded lets equally loaded workers take turns", () => {
  const { refs, next } = pool(3, leastLoaded());
  assert.equal([next(), next(), next(), next()], namesOf([...refs, refs[0] as WorkerRef]));
});

test("least loaded still skips busy workers", () => {
  const { refs, next, run } = pool(3, leastLoaded());
  refs[1]?.tell.rest();
  run();
  assert.equal([next(), next(), next()], namesOf([refs[0], refs[2], refs[0]] as WorkerRef[]));
});

test("by consistent hash a worker that was restarted has the keys of the one before it, and no other key moves", () => {
  const { refs, group, join, routed, go, run } = pool(
    5,
    consistentHash((_message, args) => args[0]),
  );
  const keyed = routed as unknown as { readonly ask: { who(key: number): ReturnType<typeof routed.ask.who> } };
  const owners = (): string[] => {
    const asks = Array.from({ length: 200 }, (_, key) => go(() => keyed.ask.who(key)));
    run();
    return asks.map((each) => each.poll() as string);
  };
  const before = owners();
  kill(refs[2] as WorkerRef);
  run();
  const meanwhile = owners();
  before.forEach((owner, key) => {
    if (owner !== refs[2]?.name) assert.is(meanwhile[key], owner);
  });
  const again = join();
  assert.is([...group].length, 5);
  assert.equal(
    owners(),
    before.map((owner) => (owner === refs[2]?.name ? again.name : owner)),
  );
});

test.run();
