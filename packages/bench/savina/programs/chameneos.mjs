// 100 creatures meet in pairs at a mall, as often as the size says, and take on the complement of two colours. The result is how
// many meetings they counted, which are two for each.

const CREATURES = 100;
const COLOURS = ["yellow", "blue", "red"];

const complement = (own, other) => (own === other ? own : COLOURS.find((colour) => colour !== own && colour !== other));

export default ({ spawn, tell, run }, size) =>
  run((done) => {
    const mall = spawn(() => {
      let [left, waiting, sum, faded] = [size, null, 0, 0];
      return ({ kind, colour, from, meetings }) => {
        if (kind === "faded") {
          sum += meetings;
          if (++faded === CREATURES) done(sum);
        } else if (left === 0) tell(from, { kind: "fade" });
        else if (waiting === null) waiting = { colour, from };
        else {
          left--;
          tell(waiting.from, { kind: "met", colour });
          tell(from, { kind: "met", colour: waiting.colour });
          waiting = null;
        }
      };
    });
    const creature = (first) => (self) => {
      let [colour, meetings] = [first, 0];
      return ({ kind, colour: other }) => {
        if (kind === "fade") return tell(mall, { kind: "faded", meetings });
        if (kind === "met") {
          meetings++;
          colour = complement(colour, other);
        }
        tell(mall, { kind: "meet", colour, from: self });
      };
    };
    for (let n = 0; n < CREATURES; n++) tell(spawn(creature(COLOURS[n % 3])), { kind: "start" });
  });

export const expected = (size) => 2 * size;
