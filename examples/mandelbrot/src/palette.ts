// From the number of steps to a colour: night, blue, white, amber and back, over and over; the set itself is black.

type Colour = readonly [red: number, green: number, blue: number];

const STOPS: readonly Colour[] = [
  [4, 6, 48],
  [24, 82, 177],
  [226, 245, 255],
  [255, 176, 32],
  [88, 22, 12],
];

// How many colours there are between the first and its return.
const COLOURS = 1024;
const palette = new Uint8Array(COLOURS * 3);
for (let n = 0; n < COLOURS; n++) {
  const place = (n / COLOURS) * STOPS.length;
  const before = Math.floor(place);
  const [from, to] = [STOPS[before] as Colour, STOPS[(before + 1) % STOPS.length] as Colour];
  for (let part = 0; part < 3; part++) {
    const [a, b] = [from[part] as number, to[part] as number];
    palette[n * 3 + part] = Math.round(a + (b - a) * (place - before));
  }
}

/** Writes the colour of a point that escaped after `steps`, or of one of the set if that is 0. */
export function colourAt(pixels: Uint8Array, at: number, steps: number): void {
  if (steps === 0) return; // black, as memory is at first
  // By the root, since far from the set steps are few and near it many.
  const colour = Math.floor(Math.sqrt(Math.max(0, steps - 1)) * 120) % COLOURS;
  pixels[at] = palette[colour * 3] as number;
  pixels[at + 1] = palette[colour * 3 + 1] as number;
  pixels[at + 2] = palette[colour * 3 + 2] as number;
}
