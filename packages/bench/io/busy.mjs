/** Computes for so many milliseconds. */
export function busyFor(ms) {
  const until = performance.now() + ms;
  while (performance.now() < until);
}
