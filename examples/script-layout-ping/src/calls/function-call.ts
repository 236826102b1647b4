// The yardstick: the same no-op as a plain function call. A call that always goes to one function is inlined and costs
// almost nothing; here the same line calls two functions, half of the time each, which makes it a call indeed.

type Layout = (width: number) => number;

/** Calls `calls` times and returns the sum of the answers. */
export async function functionCalls(calls: number): Promise<number> {
  const half = calls >> 1;
  return call(layout, 0, half) + call(otherLayout, half, calls);
}

function call(layout: Layout, from: number, to: number): number {
  let sum = 0;
  for (let width = from; width < to; width++) sum += layout(width);
  return sum;
}

function layout(width: number): number {
  return width;
}

function otherLayout(width: number): number {
  return width;
}
