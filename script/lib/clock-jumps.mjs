// Preloaded by `npm test -- --hitches`: the clock leaps 1.5 ms ahead at a fifth of the looks at it, as if the machine had
// stood still, so that any turn of a scheduler on the host's event loop may end early. MAILSLOT_HITCHES is the seed.
const LEAP_MS = 1.5;
const SHARE = 0.2;

const now = performance.now.bind(performance);
let state = Number(process.env.MAILSLOT_HITCHES) | 0;
let ahead = 0;

performance.now = () => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0; // of Numerical Recipes; its upper bits are random enough
  if (state >>> 0 < SHARE * 2 ** 32) ahead += LEAP_MS;
  return now() + ahead;
};
