// All figures as bars. The scale is logarithmic, since four powers of ten lie between the shortest and the longest;
// a line of ticks below says so.
import { figure } from "./figures.js";
import { figuresOf2013 } from "./figures-of-2013.js";
import { paint } from "./paint.js";
import type { Row } from "./rounds.js";

interface Bar {
  readonly label: string;
  readonly value: number;
  readonly ours: boolean;
}

const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** Formats the bars, the shortest first, at most `width` columns wide. */
export function bars(rows: readonly Row[], width: number): string {
  const all = [
    ...figuresOf2013.map(({ name, nsPerCall }) => ({ label: `${name}, 2013`, value: nsPerCall, ours: false })),
    ...rows.map(({ name, nsPerCall }) => ({ label: name, value: nsPerCall, ours: true })),
  ].sort((a, b) => a.value - b.value);
  const labels = Math.max(...all.map(({ label }) => label.length)) + 1;
  const figures = Math.max(...all.map(({ value }) => figure(value).length)) + 1;
  const scale = new LogScale(all, Math.max(10, width - labels - figures - 1));
  const lines = all.map((bar) => line(bar, labels, figures, scale));
  return [...lines, paint("dim", `${"ns, log scale".padEnd(labels)}${scale.ticks(figures)}`)].join("\n");
}

function line({ label, value, ours }: Bar, labels: number, figures: number, scale: LogScale): string {
  const bar = scale.bar(value);
  const text = `${label.padEnd(labels)}${bar}${figure(value).padStart(figures)}`;
  return ours ? paint("cyan", text) : text;
}

class LogScale {
  private readonly low: number;
  private readonly high: number;
  private readonly columns: number;

  constructor(bars: readonly Bar[], columns: number) {
    const logs = bars.map(({ value }) => Math.log10(value));
    this.low = Math.floor(Math.min(...logs));
    this.high = Math.max(...logs);
    this.columns = columns;
  }

  bar(value: number): string {
    const eighths = Math.max(1, Math.round(this.at(Math.log10(value)) * 8));
    return "█".repeat(eighths >> 3) + EIGHTHS[eighths & 7];
  }

  /** Writes each power of ten at its column, as far as there is room; `beyond` is the free space after the bars. */
  ticks(beyond: number): string {
    let text = "";
    for (let power = this.low; power <= this.high; power++) {
      const start = Math.round(this.at(power));
      const tick = `|${(10 ** power).toLocaleString("en")}`;
      if (start >= text.length && start + tick.length <= this.columns + beyond) text = text.padEnd(start) + tick;
    }
    return text;
  }

  private at(log: number): number {
    return ((log - this.low) / (this.high - this.low)) * this.columns;
  }
}
