// As many actors as the size says are created, each computes a little for one message, and ends.

export default ({ spawn, tell, stop, run }, size) =>
  run((done) => {
    let ended = 0;
    const worker = (self) => (n) => {
      ended += Math.sin(n) ** 2 <= 1 ? 1 : 0;
      stop(self);
      if (ended === size) done(ended);
    };
    for (let n = 0; n < size; n++) tell(spawn(worker), n);
  });
