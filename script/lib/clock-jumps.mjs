// `npm test -- --clock-jumps` loads this first: a fifth of the reads of the clock jump 1.5 ms ahead, as if the machine had
// stood still, so that any turn of a scheduler on the host's event loop may end early. MAILSLOT_CLOCK_JUMPS is the seed.
const JUMP_MS = 1.5;
const SHARE = 0.2;

const now = performance.now.bind(performance);
let state = Number(process.env.MAILSLOT_CLOCK_JUMPS) | 0;
let ahead = 0;

performance.now = () => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0; // of Numerical Recipes; its upper bits are random enough
  if (state >>> 0 < SHARE * 2 ** 32) ahead += JUMP_MS;
  return now() + ahead;
};
