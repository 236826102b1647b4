// How figures are written: three digits, as more of them would be noise.

/** Writes nanoseconds. */
export function figure(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString("en");
  return value.toFixed(value >= 10 ? 0 : 1);
}

/** Writes a ratio. */
export function times(ratio: number): string {
  return ratio.toLocaleString("en", { maximumFractionDigits: ratio < 10 ? 1 : 0 });
}
