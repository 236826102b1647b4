/**
 * Vector clocks as plain arrays of a fixed width, one number per thread. They are never changed once made, so
 * undoing a step only has to put the old reference back.
 */

export type Clock = readonly number[];

/** Makes the clock at which nothing has happened. */
export function zeroClock(width: number): Clock {
  return new Array<number>(width).fill(0);
}

/** Joins two clocks; returns `left` itself when `right` adds nothing. */
export function join(left: Clock, right: Clock): Clock {
  for (let i = 0; i < left.length; i++) {
    if (right[i]! > left[i]!) return merge(left, right);
  }
  return left;
}

/** Copies a clock with the entry of one thread replaced. */
export function tick(clock: Clock, thread: number, time: number): Clock {
  const copy = clock.slice();
  copy[thread] = time;
  return copy;
}

function merge(left: Clock, right: Clock): Clock {
  const merged = left.slice();
  for (let i = 0; i < merged.length; i++) {
    if (right[i]! > merged[i]!) merged[i] = right[i]!;
  }
  return merged;
}
