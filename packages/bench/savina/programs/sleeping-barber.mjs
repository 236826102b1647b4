// As many customers as the size says come to a barber whose waiting room has 1,000 places; one who finds it full comes again.

const PLACES = 1000;

export default ({ spawn, tell, stop, run }, size) =>
  run((done) => {
    let cut = 0;
    const barber = spawn((self) => (customer) => {
      if (customer === "sleep") return;
      tell(customer, "cut");
      tell(room, { kind: "next", from: self });
    });
    const room = spawn(() => {
      const waiting = [];
      let isAsleep = true;
      return ({ kind, from }) => {
        if (kind === "next") {
          isAsleep = waiting.length === 0;
          tell(barber, isAsleep ? "sleep" : waiting.shift());
        } else if (isAsleep) {
          isAsleep = false;
          tell(barber, from);
        } else if (waiting.length < PLACES) waiting.push(from);
        else tell(from, "full");
      };
    });
    const customer = (self) => (message) => {
      if (message !== "cut") return tell(room, { kind: "enter", from: self });
      stop(self);
      if (++cut === size) done(cut);
    };
    for (let n = 0; n < size; n++) tell(spawn(customer), "start");
  });
