// Two actors pass a message to and fro; the size is the number of pings.

export default ({ spawn, tell, run }, size) =>
  run((done) => {
    const pong = spawn((self) => (ping) => tell(ping, self));
    const ping = spawn((self) => {
      let left = size;
      return (from) => {
        if (from !== "start" && --left === 0) return done(size);
        tell(pong, self);
      };
    });
    tell(ping, "start");
  });
