// A producer tells a counter to add one, as often as the size says, and then asks for the sum.

export default ({ spawn, tell, run }, size) =>
  run((done) => {
    const counter = spawn(() => {
      let count = 0;
      return (from) => {
        if (from === "increment") count++;
        else tell(from, count);
      };
    });
    const producer = spawn((self) => (message) => {
      if (message !== "start") return done(message);
      for (let n = 0; n < size; n++) tell(counter, "increment");
      tell(counter, self);
    });
    tell(producer, "start");
  });
