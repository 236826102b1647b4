// Each actor tells the next one how many hops have been made. They have a scheduler of their own, with which they are collected.

import { defineActor, spawn } from "@mailslot/actor";
import { createScheduler, oneshot } from "@mailslot/core";

const Member = defineActor("member", {
  state: (size, done) => ({ size, done, next: null }),
  receive: {
    join(ctx, next) {
      ctx.state.next = next;
    },
    hop(ctx, hops) {
      const { size, done, next } = ctx.state;
      if (hops === size) done.send(hops);
      else next.tell.hop(hops + 1);
    },
  },
});

export default async function actorRing(size, count) {
  return await createScheduler().go(function* main() {
    const done = oneshot();
    const members = Array.from({ length: count }, () => spawn(Member, size, done));
    members.forEach((member, n) => {
      member.tell.join(members[(n + 1) % count]);
    });
    members[0].tell.hop(0);
    return yield* done;
  });
}
