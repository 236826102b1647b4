// Each ping is an actor that spawns its peer as a child, sends it one message and waits for the answer.

import { dispatch, spawnStateless, start, stop } from "nact";

const pong = ({ replyTo }) => dispatch(replyTo, { type: "pong" });

const ping = (done) => (message, ctx) => {
  if (message.type === "start") {
    dispatch(spawnStateless(ctx.self, pong), { replyTo: ctx.self });
  } else {
    stop(ctx.self);
    done();
  }
};

export default async function pingPong(size) {
  const system = start();
  let ended = 0;
  await new Promise((done) => {
    const behaviour = ping(() => {
      if (++ended === size) done();
    });
    const starter = spawnStateless(system, () => {
      for (let n = 0; n < size; n++) dispatch(spawnStateless(system, behaviour, `ping-${n}`), { type: "start" });
    });
    dispatch(starter, {});
  });
  stop(system);
  return ended;
}
