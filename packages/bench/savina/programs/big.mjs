// Each of 100 actors sends as many pings as the size says, one after the other, to others at random, which answer.

import { PseudoRandom } from "../random.mjs";

const ACTORS = 100;

export default ({ spawn, tell, run }, size) =>
  run((done) => {
    let [pongs, ended] = [0, 0];
    const all = [];
    const member = (seed) => (self) => {
      const random = new PseudoRandom(seed);
      let left = size;
      const ping = () => tell(all[random.below(ACTORS)], self);
      return (message) => {
        if (message === "start") return ping();
        if (message !== "pong") return tell(message, "pong");
        pongs++;
        if (--left > 0) ping();
        else if (++ended === ACTORS) done(pongs);
      };
    };
    for (let n = 0; n < ACTORS; n++) all.push(spawn(member(n)));
    for (const each of all) tell(each, "start");
  });

export const ops = (size) => ACTORS * size;
