// What the jobs of all implementations compute.

export const echo = (value) => value;

export const fib = (n) => (n < 2 ? n : fib(n - 1) + fib(n - 2));

/** Below this a fib is computed in one piece: some 10 µs. */
export const CUT = 18;

/** Works for so many rounds; the nth job of `skewed` has a length by a power law, 20 µs on average. */
export function spin(rounds) {
  let state = rounds | 1;
  for (let n = 0; n < rounds; n++) state = (Math.imul(state, 1_103_515_245) + 12_345) | 0;
  return state === 1 ? 0 : 1;
}

/** How many rounds the nth job works: most are short, few are long (Pareto, with an index of 1.5), in no order. */
export function roundsOf(n) {
  const uniform = ((n * 7_919) % 10_007) / 10_007;
  return Math.min(1_000_000, Math.floor(7_000 * (1 - uniform) ** (-1 / 1.5)));
}
