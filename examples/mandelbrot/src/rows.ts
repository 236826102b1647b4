// What the workers run: painting some rows of the picture. The main program imports this module for the job, each worker as its entry.
import { defineJob } from "@mailslot/threads";
import { colourAt } from "./palette.js";

/** What to paint. */
export interface View {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** The point in the middle of the picture. */
  readonly x: number;
  readonly y: number;
  /** How much of the plane the picture is wide. */
  readonly span: number;
  /** After how many steps a point counts as one of the set. */
  readonly limit: number;
}

/** Some rows of a picture: from `from`, up to but without `to`. */
export interface Band {
  readonly view: View;
  readonly from: number;
  readonly to: number;
}

/** Paints rows: three bytes for each pixel, red, green and blue. */
export const paintRows = defineJob("paint rows", ({ view, from, to }: Band): Uint8Array => {
  const pixels = new Uint8Array((to - from) * view.width * 3);
  const step = view.span / view.width;
  const left = view.x - view.span / 2;
  const top = view.y + (step * view.height) / 2;
  let at = 0;
  for (let row = from; row < to; row++) {
    for (let column = 0; column < view.width; column++, at += 3)
      colourAt(pixels, at, stepsFrom(left + (column + 0.5) * step, top - (row + 0.5) * step, view.limit));
  }
  return pixels;
});

// Far outside of the set, so that fractions of a step are smooth.
const ESCAPED = 2 ** 16;

/** Tells after how many steps, and parts of one, a point has escaped; 0 if it has not within `limit`. */
function stepsFrom(x: number, y: number, limit: number): number {
  let [re, im, re2, im2] = [0, 0, 0, 0];
  for (let n = 1; n <= limit; n++) {
    im = 2 * re * im + y;
    re = re2 - im2 + x;
    re2 = re * re;
    im2 = im * im;
    if (re2 + im2 > ESCAPED) return n + 1 - Math.log2(Math.log2(re2 + im2) / 2);
  }
  return 0;
}
