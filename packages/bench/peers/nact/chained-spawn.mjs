// An actor starts with its first message. Each spawns the next one beside itself, since a child ends with its parent.

import { dispatch, spawnStateless, start, stop } from "nact";

const link = (system, done) =>
  function next({ left, depth }, ctx) {
    if (left === 0) done(depth);
    else dispatch(spawnStateless(system, next), { left: left - 1, depth: depth + 1 });
    stop(ctx.self);
  };

export default async function chainedSpawn(size) {
  const system = start();
  const depth = await new Promise((done) => {
    dispatch(spawnStateless(system, link(system, done)), { left: size, depth: 0 });
  });
  stop(system);
  return depth;
}
