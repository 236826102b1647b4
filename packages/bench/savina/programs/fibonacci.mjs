// An actor for each call of the recursive definition: it creates two for the numbers before, and answers their sum.

export default ({ spawn, tell, stop, run }, size) =>
  run((done) => {
    const node = (parent) => (self) => {
      let [missing, sum] = [2, 0];
      const answer = (value) => {
        stop(self);
        if (parent === null) done(value);
        else tell(parent, { value });
      };
      return ({ n, value }) => {
        if (n !== undefined) {
          if (n <= 2) return answer(1);
          tell(spawn(node(self)), { n: n - 1 });
          tell(spawn(node(self)), { n: n - 2 });
        } else {
          sum += value;
          if (--missing === 0) answer(sum);
        }
      };
    };
    tell(spawn(node(null)), { n: size });
  });

export function expected(size) {
  let [a, b] = [0, 1];
  for (let n = 0; n < size; n++) [a, b] = [b, a + b];
  return a;
}

/** How many actors there are: 2 fib(n) - 1. */
export const ops = (size) => 2 * expected(size) - 1;
