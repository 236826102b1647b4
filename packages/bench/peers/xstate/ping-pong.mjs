// Each ping is an actor that makes its peer, sends it one event and waits for the answer. An event is the oneshot.

import { createActor, fromCallback } from "xstate";

const pong = fromCallback(({ receive }) => {
  receive(({ replyTo }) => replyTo.send({ type: "pong" }));
});

const ping = fromCallback(({ receive, self, input: { done } }) => {
  const peer = createActor(pong).start();
  receive((event) => {
    if (event.type === "start") peer.send({ type: "ping", replyTo: self });
    else {
      done(self);
      peer.stop();
    }
  });
});

export default (size) =>
  new Promise((finish) => {
    let ended = 0;
    const done = (self) => {
      self.stop();
      if (++ended === size) finish(ended);
    };
    for (let n = 0; n < size; n++) createActor(ping, { input: { done } }).start().send({ type: "start" });
  });
