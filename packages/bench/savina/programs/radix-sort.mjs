// As many numbers as the size says go through an actor for each of their 16 bits, which passes on those without it first. The
// result is how many came out, and is wrong if they are not in order.

import { PseudoRandom } from "../random.mjs";

const BITS = 16;

export default ({ spawn, tell, run }, size) =>
  run((done) => {
    const last = spawn(() => {
      let [count, before] = [0, -1];
      return (value) => {
        if (value < before) done(Number.NaN);
        before = value;
        if (++count === size) done(count);
      };
    });
    const sorter = (bit, next) => () => {
      const later = [];
      let seen = 0;
      return (value) => {
        if ((value >> bit) & 1) later.push(value);
        else tell(next, value);
        if (++seen === size) for (const each of later) tell(next, each);
      };
    };
    let first = last;
    for (let bit = BITS - 1; bit >= 0; bit--) first = spawn(sorter(bit, first));
    const source = spawn(() => () => {
      const random = new PseudoRandom();
      for (let n = 0; n < size; n++) tell(first, random.next());
    });
    tell(source, "start");
  });
