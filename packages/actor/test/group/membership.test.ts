/** Notices of who joins and leaves a group. */
import {
  createGroup,
  defineActor,
  exitOf,
  kill,
  type MemberChange,
  membershipOf,
  type RefOf,
  stop,
} from "@mailslot/actor";
import { notReady } from "@mailslot/core";
import { keepsNothing } from "@mailslot/test-support/kept";
import { thrown } from "@mailslot/test-support/rejection";
import { check } from "@mailslot/test-support/seeded";
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { stage } from "../stage.js";

const Member = defineActor("member", { receive: {} });
type MemberRef = RefOf<typeof Member>;

const Watcher = defineActor("watcher", {
  state: (heard: string[]) => ({ heard }),
  receive: {
    changed: (ctx, { type, member }: MemberChange<MemberRef>) => void ctx.state.heard.push(`${type} ${member.name}`),
  },
});

function taken(receiver: { tryRecv(): MemberChange<MemberRef> | typeof notReady }): [string, MemberRef][] {
  const all: [string, MemberRef][] = [];
  for (let next = receiver.tryRecv(); next !== notReady; next = receiver.tryRecv()) {
    const { type, member } = next as MemberChange<MemberRef>;
    all.push([type, member]);
  }
  return all;
}

test("actors and receivers are told who joins and who leaves, in order, whatever ends a member", () => {
  const { spawn, run } = stage();
  const room = createGroup<MemberRef>("room");
  const heard: string[] = [];
  const changes = membershipOf(room);
  assert.is(changes, membershipOf(room));
  changes.subscribe(spawn(Watcher, heard), "changed");
  const receiver = changes.receiver({ owner: null });
  const [a, b, c] = [spawn(Member), spawn(Member), spawn(Member)];
  for (const each of [a, b, c]) room.join(each);
  room.leave(b);
  kill(a);
  run();
  stop(c);
  run();
  const expected = [
    ["joined", a],
    ["joined", b],
    ["joined", c],
    ["left", b],
    ["left", a],
    ["left", c],
  ] as const;
  assert.equal(taken(receiver), expected);
  assert.equal(
    heard,
    expected.map(([type, { name }]) => `${type} ${name}`),
  );
});

test("who joins twice is told once, and leaves with the last membership", () => {
  const { spawn } = stage();
  const room = createGroup<MemberRef>();
  const receiver = membershipOf(room).receiver({ owner: null });
  const a = spawn(Member);
  room.join(a);
  room.join(a);
  room.leave(a);
  assert.equal(taken(receiver), [["joined", a]]);
  room.leave(a);
  assert.is(room.leave(a), false);
  assert.equal(taken(receiver), [["left", a]]);
});

test("a member has left before others are told of its exit", () => {
  const { spawn, run, go } = stage();
  const room = createGroup<MemberRef>();
  const receiver = membershipOf(room).receiver({ owner: null });
  const a = spawn(Member);
  room.join(a);
  const seen = go(function* watch() {
    yield* exitOf(a);
    return taken(receiver);
  });
  run();
  kill(a);
  run();
  assert.equal(seen.poll(), [
    ["joined", a],
    ["left", a],
  ]);
});

test("a watcher that is a member, and exits, is not told of itself", () => {
  const { spawn, run } = stage();
  const room = createGroup();
  const heard: string[] = [];
  const watcher = spawn(Watcher, heard);
  membershipOf(room).subscribe(watcher, "changed");
  room.join(watcher);
  run();
  kill(watcher);
  run();
  assert.equal(heard, [`joined ${watcher.name}`]);
  assert.is(membershipOf(room).size, 0);
});

test("what is told adds up to the members, whatever they do", () => {
  const steps = fc.array(fc.tuple(fc.constantFrom("join", "leave", "kill", "stop"), fc.nat(3)), { maxLength: 40 });
  check(
    fc.property(steps, (all) => {
      const { spawn, run } = stage();
      const room = createGroup<MemberRef>();
      const receiver = membershipOf(room).receiver({ owner: null });
      const refs = Array.from({ length: 4 }, () => spawn(Member));
      const members = new Set<MemberRef>();
      for (const [what, which] of all) {
        const ref = refs[which] as MemberRef;
        if (what === "leave") room.leave(ref);
        else if (what === "kill") kill(ref);
        else if (what === "stop") stop(ref);
        else if (ref.alive) room.join(ref);
        run();
        for (const [type, member] of taken(receiver)) {
          assert.is(members.has(member), type === "left");
          if (type === "left") members.delete(member);
          else members.add(member);
        }
        assert.equal([...members], [...room]);
      }
    }),
  );
});

test("nothing is kept of watchers that have died, nor of members that have gone", async () => {
  const { spawn, run, go } = stage();
  const room = createGroup<MemberRef>();
  await keepsNothing(
    "a watched group",
    () => {
      const watcher = spawn(Watcher, []);
      membershipOf(room).subscribe(watcher, "changed");
      go(() => void membershipOf(room).receiver());
      const member = spawn(Member);
      room.join(member);
      run();
      for (const each of [watcher, member]) kill(each);
      run();
    },
    2_000,
  );
  assert.is(membershipOf(room).size, 0);
});

test("what is not a group is refused", () => {
  assert.is(thrown(() => membershipOf([] as never)).code, "ERR_MAILSLOT_ARGUMENT");
});

test.run();
