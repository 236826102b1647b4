// Prints the rows of one benchmark as a table, the best first. The ratio says how many times better Mailslot is: what
// another takes in multiples of Mailslot's time, or what Mailslot serves in multiples of what the other does.

/** Formats the rows of one benchmark; `benchmark.op` tells what is counted. */
export function formatTable(benchmark, rows) {
  const own = rows.find(({ impl }) => impl === "mailslot");
  const lines = [...rows].sort((a, b) => ratioOf(a, b) - 1).map((row) => formatRow(row, own, benchmark));
  return [`${benchmark.name}, ${unitOf(benchmark)}`, ...lines].join("\n");
}

function unitOf({ kind, unit, op }) {
  if (kind === "io") return `${op === "MB" ? op : `${op}s`} per second`;
  return `${kind === "heap" || unit === "bytesPerOp" ? "bytes" : "ns"} per ${op}`;
}

/** How many times better `own` is than `row`. */
export function ratioOf(row, own) {
  return row.unit === "perSecond" ? own.value / row.value : row.value / own.value;
}

function formatRow(row, own, benchmark) {
  const { impl, value, min, runs, size, p50, p99 } = row;
  const ratio = own === undefined ? "" : `${formatRatio(ratioOf(row, own))} ×`;
  const latency = p99 === undefined ? "" : `  p50 ${p50.toFixed(2)} ms  p99 ${p99.toFixed(2)} ms`;
  const note = size === benchmark.size ? latency : `${latency}  (${size.toLocaleString("en")} instead)`;
  const figures = `${formatFigure(value).padStart(9)}  min ${formatFigure(min).padStart(9)}  ${String(runs).padStart(3)} runs`;
  return `  ${impl.padEnd(10)}${figures}  ${ratio.padStart(9)}${note}`;
}

/** Three digits, as more of them would be noise. */
export function formatFigure(value) {
  if (value >= 100) return Number(value.toPrecision(3)).toLocaleString("en");
  return value.toFixed(value >= 10 ? 1 : 2);
}

/** A ratio, with two decimals where they matter. */
export function formatRatio(ratio) {
  return ratio.toFixed(ratio < 10 ? 2 : ratio < 100 ? 1 : 0);
}
