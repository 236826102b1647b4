/** Numbers and times as the page writes them. */

/** Returns a count with its thousands apart. */
export function count(value: number): string {
  return Math.round(value).toLocaleString("en");
}

/** Returns a duration in the unit that suits it. */
export function duration(ms: number | null): string {
  if (ms === null) return "";
  if (ms < 0.001) return "0";
  if (ms < 1) return `${round(ms * 1_000)} µs`;
  if (ms < 1_000) return `${round(ms)} ms`;
  if (ms < 60_000) return `${round(ms / 1_000)} s`;
  if (ms < 3_600_000) return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1_000)} s`;
  return `${Math.floor(ms / 3_600_000)} h ${Math.round((ms % 3_600_000) / 60_000)} min`;
}

/** Returns a share in per cent. */
export function percent(share: number): string {
  return `${round(share * 100)} %`;
}

/** Returns a rate for each second. */
export function rate(value: number): string {
  return value === 0 ? "0" : value < 10 ? round(value) : count(value);
}

/** Returns the time of day. */
export function clockTime(at: number): string {
  return new Date(at).toLocaleTimeString("en-GB");
}

function round(value: number): string {
  return value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(2)));
}
