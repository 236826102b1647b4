// The yardstick: the same no-op as a plain function call. Two functions take turns, because a call that always goes to
// one function is inlined and costs nothing at all; this stays a call of whatever function a variable holds.

type Layout = (width: number) => number;

/** Calls `calls` times and returns the sum of the answers. */
export async function functionCalls(calls: number): Promise<number> {
  let sum = 0;
  let layout: Layout = even;
  let other: Layout = odd;
  for (let width = 0; width < calls; width++) {
    sum += layout(width);
    [layout, other] = [other, layout];
  }
  return sum;
}

function even(width: number): number {
  return width;
}

function odd(width: number): number {
  return width;
}
