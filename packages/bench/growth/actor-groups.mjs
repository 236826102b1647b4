// What groups, names, registries and routers of actors do, with n members.
import {
  broadcaster,
  consistentHash,
  createGroup,
  createRegistry,
  defineActor,
  keyed,
  kill,
  leastLoaded,
  membershipOf,
  named,
  randomly,
  register,
  roundRobin,
  router,
  spawn,
  spawnNamed,
  topic,
  unregister,
  whereIs,
} from "@mailslot/actor";
import { stage, times } from "./stage.mjs";

const Worker = defineActor("worker", { receive: { work() {} } });

/** How many copies of a row have begun: all of them share the registry of names. */
let copies = 0;

/** Spawns n actors, lets `act` do something with them, then ends them one by one. */
function spawned(act) {
  return function* (n) {
    const own = stage();
    const refs = yield* own.done(() => times(n, () => spawn(Worker)));
    yield* act(refs, own);
    for (const ref of refs) kill(ref);
    yield* own.run();
  };
}

/** Gives n messages to 100 workers: how many there are at once is the choice of who routes. */
function routed(routing) {
  return function* (n) {
    const own = stage();
    const refs = yield* own.done(() => times(100, () => spawn(Worker)));
    const { tell } = router(refs, routing());
    for (let index = 0; index < n; index++) tell.work(index);
    yield* own.run();
    for (const ref of refs) kill(ref);
    yield* own.run();
  };
}

export const rows = {
  "names, looked up and given back": spawned(function* (refs) {
    const names = refs.map(({ name }) => `growth ${copies} ${name}`);
    copies++;
    refs.forEach((ref, index) => void register(names[index], ref));
    yield;
    for (const name of names) whereIs(name);
    yield;
    for (const name of names) unregister(name);
    yield;
  }),
  *"messages that wait for a name"(n) {
    const own = stage();
    const name = `growth ${copies++}`;
    const ref = named(name, Worker, { keep: n });
    for (let index = 0; index < n; index++) ref.tell.work(index);
    yield;
    const actor = yield* own.done(() => spawnNamed(name, Worker));
    yield* own.run();
    kill(actor);
    yield* own.run();
  },
  *"actors by key, told and drained"(n) {
    const own = stage();
    const actors = keyed(Worker, () => [], { scheduler: own.scheduler });
    for (let index = 0; index < n; index++) actors.of(index).tell.work(index);
    yield* own.run();
    yield* own.done(() => actors.stop());
  },
  "names of a registry that others take over": spawned(function* (refs) {
    const names = createRegistry();
    refs.forEach((ref, index) => void names.register(index, ref));
    yield;
    refs.forEach((_ref, index) => {
      names.unregister(index);
      names.register(index, refs[refs.length - 1 - index]);
    });
    yield;
  }),
  "subscribers of a topic": spawned(function* (refs, own) {
    const news = topic();
    for (const ref of refs) news.subscribe(ref, "work");
    yield;
    own.go(() => news.publish(1));
    yield* own.run();
  }),
  "members that join and leave, and a receiver that is told": spawned(function* (refs, own) {
    const group = createGroup();
    const changes = membershipOf(group).receiver();
    for (const ref of refs) group.join(ref);
    for (const ref of refs) group.leave(ref);
    yield* own.run();
    own.go(function* () {
      for (let change = 0; change < 2 * refs.length; change++) yield* changes.recv();
    });
    yield* own.run();
  }),
  "names of actors that end": spawned(function* (refs) {
    const names = createRegistry();
    refs.forEach((ref, index) => void names.register(index, ref));
    yield;
  }),
  "actors under one key": spawned(function* (refs) {
    const names = createRegistry({ keys: "duplicate" });
    for (const ref of refs) names.register("key", ref);
    yield;
    names.all("key");
    for (const ref of refs) names.whereIs("key", ref);
    for (const ref of refs) names.unregister("key", ref);
    yield;
  }),
  *"keys of one actor"(n) {
    const own = stage();
    const ref = yield* own.done(() => spawn(Worker));
    const names = createRegistry();
    for (let index = 0; index < n; index++) names.register(index, ref);
    yield;
    names.keysOf(ref);
    kill(ref);
    yield* own.run();
  },
  "members of a group that leave": spawned(function* (refs) {
    const group = createGroup();
    for (const ref of refs) group.join(ref);
    yield;
    for (const ref of refs) group.count(ref);
    for (const ref of refs) group.leave(ref);
    yield;
  }),
  "members of a group that end": spawned(function* (refs) {
    const group = createGroup();
    for (const ref of refs) group.join(ref);
    group.members();
    yield;
  }),
  *"groups of one actor"(n) {
    const own = stage();
    const ref = yield* own.done(() => spawn(Worker));
    for (const group of times(n, () => createGroup())) group.join(ref);
    yield;
    kill(ref);
    yield* own.run();
  },
  "members told at once": spawned(function* (refs, own) {
    broadcaster(refs).tell.work();
    yield* own.run();
  }),
  "messages routed in turn": routed(roundRobin),
  "messages routed at random": routed(randomly),
  "messages routed to the least loaded": routed(leastLoaded),
  "messages routed by their arguments": routed(() => consistentHash((_message, [key]) => key)),
};
