// 60 actors are told, in turns, as many messages each as the size says; each computes a little for each.

const ACTORS = 60;

export default ({ spawn, tell, run }, size) =>
  run((done) => {
    let handled = 0;
    let computed = 0;
    const worker = () => {
      let left = size;
      return (n) => {
        computed += Math.sin(n) ** 2;
        if (--left > 0) return;
        handled += size;
        if (handled === ACTORS * size) done(computed > 0 ? handled : Number.NaN);
      };
    };
    const workers = Array.from({ length: ACTORS }, () => spawn(worker));
    for (let n = 1; n <= size; n++) for (const each of workers) tell(each, n);
  });

export const ops = (size) => ACTORS * size;
