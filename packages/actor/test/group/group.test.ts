/** Groups and names: both are given back before anybody hears of the exit. */
import {
  createGroup,
  createRegistry,
  defineActor,
  exitOf,
  kill,
  type RefOf,
  register,
  unregister,
  whereIs,
} from "@mailslot/actor";
import { thrown } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { stage } from "../stage.js";

const Member = defineActor("member", {
  receive: {
    hear: () => {},
    fail() {
      throw new Error("broken");
    },
  },
  stopped() {},
});
const Other = defineActor("other", { receive: {} });
type MemberRef = RefOf<typeof Member>;

test("an actor that joins is a member until it leaves", () => {
  const { spawn } = stage();
  const room = createGroup<MemberRef>("room");
  const [a, b] = [spawn(Member), spawn(Member)];
  room.join(a);
  room.join(b);
  assert.equal(room.members(), [a, b]);
  assert.is(room.leave(a), true);
  assert.is(room.leave(a), false);
  assert.equal([...room], [b]);
  assert.is(room.size, 1);
  assert.is(room.name, "room");
});

test("membership is counted: an actor that joined twice must leave twice", () => {
  const { spawn } = stage();
  const room = createGroup<MemberRef>();
  const a = spawn(Member);
  room.join(a);
  room.join(a);
  assert.equal(room.members(), [a, a]);
  assert.equal([...room], [a]);
  assert.is(room.count(a), 2);
  room.leave(a);
  assert.is(room.size, 1);
  room.leave(a);
  assert.is(room.count(a), 0);
  assert.is(room.size, 0);
});

test("an actor that exits has left its groups and its name before any waiter learns of the exit", () => {
  const { spawn, go, run } = stage();
  const room = createGroup<MemberRef>();
  const a = spawn(Member);
  room.join(a);
  room.join(a);
  register("a", a);
  const sizes = go(function* () {
    yield* exitOf(a);
    return [room.size, whereIs("a")];
  });
  const asked = go(function* () {
    try {
      yield* a.ask.fail();
    } catch {
      // that it fails is how the asker hears of the exit
    }
    return [room.size, whereIs("a")];
  });
  run();
  assert.equal(sizes.poll(), [0, null]);
  assert.equal(asked.poll(), [0, null]);
});

test("an actor that has exited can neither join nor be given a name", () => {
  const { spawn, run } = stage();
  const a = spawn(Member);
  kill(a);
  run();
  for (const action of [() => createGroup().join(a), () => register("late", a)]) {
    const error = thrown(action);
    assert.is(error.code, "ERR_MAILSLOT_NO_ACTOR");
    assert.match(error.message, /member#\d+ has exited/);
  }
  assert.is(whereIs("late"), null);
});

test("a group accepts refs only", () => {
  assert.is(thrown(() => createGroup().join({} as MemberRef)).code, "ERR_MAILSLOT_DEFINITION");
});

test("10,000 members that join and leave again are not kept", () => {
  const { spawn, run } = stage();
  const room = createGroup<MemberRef>();
  const members = Array.from({ length: 10_000 }, () => spawn(Member));
  for (const member of members) room.join(member);
  for (const member of members.slice(5_000)) room.leave(member);
  for (const member of members) kill(member);
  run();
  assert.is(room.size, 0);
  assert.equal(room.members(), []);
});

test("a name stands for one actor, which is found by it", () => {
  const { spawn } = stage();
  const [a, b] = [spawn(Member), spawn(Member)];
  register("accounts", a);
  register("accounts", a);
  assert.is(whereIs("accounts"), a);
  assert.is(whereIs("accounts", Member), a);
  assert.is(whereIs("accounts", Other), null);
  const error = thrown(() => register("accounts", b));
  assert.is(error.code, "ERR_MAILSLOT_NAME_TAKEN");
  assert.match(error.message, `${a.name} is registered as accounts in the registry of names, so ${b.name} cannot be`);
  assert.is(unregister("accounts"), true);
  assert.is(unregister("accounts"), false);
  register("accounts", b);
  assert.is(whereIs("accounts"), b);
  unregister("accounts");
});

test("a name is free for the next when its actor has exited", () => {
  const { spawn, run } = stage();
  const a = spawn(Member);
  register("next", a);
  kill(a);
  run();
  const b = spawn(Member);
  register("next", b);
  assert.is(whereIs("next"), b);
  unregister("next");
});

test("a registry with duplicate keys finds all actors that share one", () => {
  const { spawn, run } = stage();
  const topics = createRegistry<string, MemberRef>({ name: "topics", keys: "duplicate" });
  const [a, b] = [spawn(Member), spawn(Member)];
  topics.register("news", a);
  topics.register("news", b);
  topics.register("sport", a);
  assert.equal(topics.all("news"), [a, b]);
  assert.is(topics.whereIs("news"), a);
  assert.equal(topics.keysOf(a), ["news", "sport"]);
  assert.is(topics.size, 3);
  assert.is(topics.unregister("news", b), true);
  assert.is(topics.unregister("news", b), false);
  kill(a);
  run();
  assert.is(topics.size, 0);
  assert.equal(topics.all("news"), []);
});

test("keys may be anything, and registries do not see each other", () => {
  const { spawn } = stage();
  const byNumber = createRegistry<number, MemberRef>();
  const a = spawn(Member);
  byNumber.register(1, a);
  assert.is(byNumber.whereIs(1), a);
  assert.is(whereIs("1"), null);
});

test.run();
