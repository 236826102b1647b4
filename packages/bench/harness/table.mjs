// Prints the rows of one benchmark as a table, the fastest first, each as a multiple of Mailslot's.

/** Formats the rows of one benchmark; `benchmark.op` tells what is counted. */
export function formatTable(benchmark, rows) {
  const unit = benchmark.kind === "heap" ? "bytes" : "ns";
  const own = rows.find(({ impl }) => impl === "mailslot")?.value;
  const lines = [...rows].sort((a, b) => a.value - b.value).map((row) => formatRow(row, own, benchmark));
  return [`${benchmark.name}, ${unit} per ${benchmark.op}`, ...lines].join("\n");
}

function formatRow({ impl, value, min, runs, size }, own, benchmark) {
  const ratio = own === undefined ? "" : `${formatRatio(value / own)} ×`;
  const note = size === benchmark.size ? "" : `  (${size.toLocaleString("en")} instead)`;
  const figures = `${formatFigure(value).padStart(9)}  min ${formatFigure(min).padStart(9)}  ${String(runs).padStart(3)} runs`;
  return `  ${impl.padEnd(10)}${figures}  ${ratio.padStart(9)}${note}`;
}

/** Three digits, as more of them would be noise. */
export function formatFigure(value) {
  if (value >= 100) return Number(value.toPrecision(3)).toLocaleString("en");
  return value.toFixed(value >= 10 ? 1 : 2);
}

/** A ratio, with two digits behind the point as long as they say something. */
export function formatRatio(ratio) {
  return ratio.toFixed(ratio < 10 ? 2 : ratio < 100 ? 1 : 0);
}
