/** Paints the lanes in sight on a canvas. What is narrower than a pixel is painted once. */
import { duration } from "./format.js";
import type { Lane, Model, Slice } from "./lane-model.js";

export const LANE = 22;
export const AXIS = 24;
/** How wide the names are. */
export const NAMES = 190;

/** What an actor waits for that has nothing to do. */
const IDLE = "its mailbox";

/** What is in sight: from when to when, in microseconds, and from which lane on. */
export interface Sight {
  readonly from: number;
  readonly to: number;
  readonly top: number;
}

export type Colours = (name: string) => string;

export function paint(canvas: HTMLCanvasElement, model: Model, sight: Sight, lane: number, colours: Colours): void {
  const context = canvas.getContext("2d") as CanvasRenderingContext2D;
  const ratio = window.devicePixelRatio || 1;
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  if (canvas.width !== width * ratio || canvas.height !== height * ratio) {
    canvas.width = width * ratio;
    canvas.height = height * ratio;
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  context.font = "11px system-ui, sans-serif";
  context.textBaseline = "middle";
  paintAxis(context, sight, width, height, colours);
  const first = Math.floor(sight.top / LANE);
  const last = Math.min(model.lanes.length, Math.ceil((sight.top + height - AXIS) / LANE));
  context.save();
  context.beginPath();
  context.rect(0, AXIS, width, height - AXIS);
  context.clip();
  for (let n = first; n < last; n++) {
    const y = AXIS + n * LANE - sight.top;
    if (n === lane) fill(context, colours("chosen"), 0, y, width, LANE);
    paintLane(context, model.lanes[n] as Lane, sight, y, width, colours);
  }
  paintArrows(context, model, sight, first, last, width, colours);
  context.restore();
}

/** Returns where a time is on the canvas. */
export function xOf(at: number, { from, to }: Sight, width: number): number {
  return NAMES + ((at - from) / (to - from)) * (width - NAMES);
}

function paintAxis(
  context: CanvasRenderingContext2D,
  sight: Sight,
  width: number,
  height: number,
  colours: Colours,
): void {
  const step = stepOf((sight.to - sight.from) / Math.max(2, (width - NAMES) / 90));
  context.fillStyle = colours("faint");
  context.strokeStyle = colours("line");
  for (let at = Math.ceil(sight.from / step) * step; at <= sight.to; at += step) {
    const x = Math.round(xOf(at, sight, width)) + 0.5;
    context.beginPath();
    context.moveTo(x, AXIS);
    context.lineTo(x, height);
    context.stroke();
    context.fillText(at === 0 ? "0" : duration(at / 1_000), x + 3, AXIS / 2);
  }
}

/** Returns a round number of at least `least`. */
function stepOf(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((each) => each * power).find((each) => each >= least) ?? power * 10;
}

function paintLane(
  context: CanvasRenderingContext2D,
  lane: Lane,
  sight: Sight,
  y: number,
  width: number,
  colours: Colours,
): void {
  let painted = -1;
  for (let n = firstIn(lane.slices, sight.from); n < lane.slices.length; n++) {
    const slice = lane.slices[n] as Slice;
    if (slice.from > sight.to) break;
    const left = Math.max(NAMES, xOf(slice.from, sight, width));
    const right = Math.max(left + 1, Math.min(width, xOf(slice.to, sight, width)));
    if (right <= NAMES || (right - left <= 1 && Math.floor(left) === painted)) continue;
    painted = Math.floor(left);
    paintSlice(context, slice, left, right, y, colours);
  }
  fill(context, colours("page"), 0, y, NAMES, LANE);
  context.fillStyle = colours("text");
  context.fillText(shorten(context, lane.name, NAMES - 14), 8, y + LANE / 2);
}

function paintSlice(
  context: CanvasRenderingContext2D,
  { doing, what }: Slice,
  left: number,
  right: number,
  y: number,
  colours: Colours,
): void {
  const isIdle = doing === "waits" && what === IDLE;
  const [colour, edge] =
    doing === "runs" ? ["blue", 3] : doing === "ready" ? ["ready", 6] : [isIdle ? "line" : "wait", 6];
  fill(context, colours(colour), left, y + edge, right - left, LANE - 2 * edge);
  if (!isIdle) write(context, what, left, right, y, doing === "runs" ? "#fff" : colours("text"));
}

function paintArrows(
  context: CanvasRenderingContext2D,
  { arrows }: Model,
  sight: Sight,
  first: number,
  last: number,
  width: number,
  colours: Colours,
): void {
  // Arrows are for those who look closely: of a second there would be thousands.
  const inSight = arrows.filter(
    ({ at, from, to }) =>
      at >= sight.from && at <= sight.to && Math.max(from, to) >= first && Math.min(from, to) < last,
  );
  if (inSight.length > 400) return;
  context.strokeStyle = colours("orange");
  context.fillStyle = colours("orange");
  for (const { at, from, to } of inSight) {
    if (from === to) continue;
    const x = xOf(at, sight, width);
    const [start, end] = [from, to].map((n) => AXIS + n * LANE - sight.top + LANE / 2) as [number, number];
    const way = Math.sign(end - start);
    context.beginPath();
    context.moveTo(x, start);
    context.lineTo(x, end);
    context.stroke();
    context.beginPath();
    context.moveTo(x, end);
    context.lineTo(x - 3, end - 5 * way);
    context.lineTo(x + 3, end - 5 * way);
    context.fill();
  }
}

/** The first slice that may reach into sight. Slices of a lane do not overlap, but for a wait and what it is in. */
export function firstIn(slices: readonly Slice[], from: number): number {
  let [low, high] = [0, slices.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((slices[middle] as Slice).to < from) low = middle + 1;
    else high = middle;
  }
  return low;
}

function fill(
  context: CanvasRenderingContext2D,
  colour: string,
  x: number,
  y: number,
  width: number,
  height: number,
): void {
  context.fillStyle = colour;
  context.fillRect(x, y, width, height);
}

function write(
  context: CanvasRenderingContext2D,
  text: string,
  left: number,
  right: number,
  y: number,
  colour: string,
): void {
  if (right - left < 30) return;
  context.fillStyle = colour;
  context.fillText(shorten(context, text, right - left - 8), left + 4, y + LANE / 2);
}

function shorten(context: CanvasRenderingContext2D, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text;
  let [low, high] = [0, text.length];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (context.measureText(`${text.slice(0, middle)}…`).width <= width) low = middle;
    else high = middle - 1;
  }
  return low === 0 ? "" : `${text.slice(0, low)}…`;
}
