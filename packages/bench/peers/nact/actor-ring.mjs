// Each actor dispatches to the next one how many hops have been made.

import { dispatch, spawn, start, stop } from "nact";

const member = (size, done) => (state, message) => {
  if (message.next !== undefined) return { next: message.next };
  if (message.hops === size) done(message.hops);
  else dispatch(state.next, { hops: message.hops + 1 });
  return state;
};

export default async function ring(size, count) {
  const system = start();
  const hops = await new Promise((done) => {
    const behaviour = member(size, done);
    const members = Array.from({ length: count }, (_, n) => spawn(system, behaviour, `member-${n}`));
    members.forEach((actor, n) => {
      dispatch(actor, { next: members[(n + 1) % count] });
    });
    dispatch(members[0], { hops: 0 });
  });
  stop(system);
  return hops;
}
