// Senders and receiver are actors; a mailbox is unbounded.

import { dispatch, spawn, spawnStateless, start, stop } from "nact";

const receive = (count, done) => (state, message) => {
  const sum = state.sum + message.n;
  const received = state.received + 1;
  if (received === count) done(sum);
  return { sum, received };
};

export default async function fanIn(size, senders) {
  const system = start();
  const sum = await new Promise((done) => {
    const initialState = { sum: 0, received: 0 };
    const receiver = spawn(system, receive(senders * size, done), "receiver", { initialState });
    for (let sender = 0; sender < senders; sender++) {
      const send = spawnStateless(system, () => {
        for (let n = 0; n < size; n++) dispatch(receiver, { n });
      });
      dispatch(send, {});
    }
  });
  stop(system);
  return sum;
}
