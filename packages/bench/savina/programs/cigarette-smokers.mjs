// An arbiter lets one of 200 smokers at random smoke, and the next when that one has begun, as often as the size says.

import { PseudoRandom } from "../random.mjs";

const SMOKERS = 200;

export default ({ spawn, tell, run }, size) =>
  run((done) => {
    const random = new PseudoRandom();
    const smoker = () => (from) => tell(from, "smoking");
    const smokers = Array.from({ length: SMOKERS }, () => spawn(smoker));
    const arbiter = spawn((self) => {
      let smoked = 0;
      return (message) => {
        if (message === "smoking" && ++smoked === size) return done(smoked);
        tell(smokers[random.below(SMOKERS)], self);
      };
    });
    tell(arbiter, "start");
  });
