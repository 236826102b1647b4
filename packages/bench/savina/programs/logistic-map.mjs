// 10 actors each hold a term of a series, and have the next one computed by an actor with its rate, as many times as the size says.

const SERIES = 10;

const rate = (n) => 3.46 + n * 0.0025;
const FIRST = 0.0025;

export default ({ spawn, tell, run }, size) =>
  run((done) => {
    const terms = [];
    let ended = 0;
    const computer = (n) => () => (request) =>
      tell(request.from, { term: rate(n) * request.term * (1 - request.term) });
    const holder = (n) => (self) => {
      const next = spawn(computer(n));
      let left = size;
      return ({ term }) => {
        if (left-- > 0) return tell(next, { term, from: self });
        terms[n] = term;
        if (++ended === SERIES) done(sumOf(terms));
      };
    };
    for (let n = 0; n < SERIES; n++) tell(spawn(holder(n)), { term: FIRST });
  });

const sumOf = (terms) => terms.reduce((sum, term) => sum + term, 0);

export const ops = (size) => SERIES * size;

export function expected(size) {
  return sumOf(
    Array.from({ length: SERIES }, (_, n) => {
      let term = FIRST;
      for (let step = 0; step < size; step++) term = rate(n) * term * (1 - term);
      return term;
    }),
  );
}
