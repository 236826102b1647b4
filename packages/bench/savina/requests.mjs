// Workers that send requests to one owner of a data structure.

import { PseudoRandom } from "./random.mjs";

const WORKERS = 20;

/** Runs the workers; `make` makes the function that answers a request. Resolves with the number of answers. */
export const work = ({ spawn, tell, run }, size, make) =>
  run((done) => {
    let [answers, ended] = [0, 0];
    const owner = spawn(() => {
      const answer = make();
      return (request) => tell(request.from, answer(request));
    });
    const worker = (seed) => (self) => {
      const random = new PseudoRandom(seed);
      let left = size;
      const request = () => {
        const isWrite = random.below(100) < 10;
        tell(owner, { from: self, isWrite, key: random.below(1024), value: random.next() });
      };
      return (message) => {
        if (message === "start") return request();
        if (Number.isFinite(message)) answers++;
        if (--left > 0) request();
        else if (++ended === WORKERS) done(answers);
      };
    };
    for (let n = 0; n < WORKERS; n++) tell(spawn(worker(n)), "start");
  });

export const ops = (size) => WORKERS * size;
