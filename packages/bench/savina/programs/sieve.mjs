// Odd numbers up to the size go through a chain of actors, each of which holds 1,000 primes and passes on what none divides.
// The result is how many primes there are.

const PRIMES = 1000;

export default ({ spawn, tell, run }, size) =>
  run((done) => {
    const filter = (first) => () => {
      const primes = [first];
      let next = null;
      return (message) => {
        if (typeof message === "object") {
          const count = message.count + primes.length;
          return next === null ? done(count) : tell(next, { count });
        }
        for (const prime of primes) {
          if (prime * prime > message) break;
          if (message % prime === 0) return;
        }
        if (primes.length < PRIMES) primes.push(message);
        else if (next === null) next = spawn(filter(message));
        else tell(next, message);
      };
    };
    const source = spawn(() => () => {
      const first = spawn(filter(2));
      for (let n = 3; n < size; n += 2) tell(first, n);
      tell(first, { count: 0 });
    });
    tell(source, "start");
  });

/** How many primes are below `size`, by the sieve of Eratosthenes. */
export function expected(size) {
  const isComposite = new Uint8Array(size);
  let count = 0;
  for (let n = 2; n < size; n++) {
    if (isComposite[n]) continue;
    count++;
    for (let multiple = n * n; multiple < size; multiple += n) isComposite[multiple] = 1;
  }
  return count;
}
