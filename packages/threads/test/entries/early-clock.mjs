// Loaded before anything else, on a platform whose workers count from a moment of their own: a thousand seconds before the process began.
const { performance } = globalThis;
const AHEAD = 1_000_000;
globalThis.performance = {
  now: () => performance.now() + AHEAD,
  timeOrigin: performance.timeOrigin - AHEAD,
};
