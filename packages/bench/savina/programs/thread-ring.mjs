// A token goes round a ring of 100 actors until it has made as many hops as the size says.

const ACTORS = 100;

export default ({ spawn, tell, run }, size) =>
  run((done) => {
    const member = () => {
      let next;
      return (message) => {
        if (typeof message !== "number") next = message;
        else if (message === 0) done(size);
        else tell(next, message - 1);
      };
    };
    const ring = Array.from({ length: ACTORS }, () => spawn(member));
    for (const [n, each] of ring.entries()) tell(each, ring[(n + 1) % ACTORS]);
    tell(ring[0], size);
  });
