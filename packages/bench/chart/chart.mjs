// Draws the figures of one run: a row per benchmark, a mark per implementation, at its multiple of Mailslot's time.
// Vega renders to SVG by itself, without a browser or a DOM.

import * as vega from "vega";
import { compile } from "vega-lite";

/** @typedef {{ bench: string, impl: string, native: boolean, ratio: number }} Mark */

/**
 * Renders the picture as SVG.
 *
 * @param {Mark[]} marks
 * @param {{ title: string, subtitle: string[], benchmarks: string[], implementations: string[] }} options
 */
export async function drawChart(marks, options) {
  const { spec } = compile(describe(marks, options));
  const view = new vega.View(vega.parse(spec), { renderer: "none", logLevel: vega.Warn });
  return view.toSVG();
}

function describe(values, { title, subtitle, benchmarks, implementations }) {
  return {
    data: { values },
    width: 640,
    height: { step: 26 },
    padding: 16,
    background: "white",
    title: { text: title, subtitle, anchor: "start", frame: "group", offset: 14 },
    layer: [rule(), points(benchmarks, implementations)],
    config: config(),
  };
}

/** The line at 1: what is left of it is faster than Mailslot. */
const rule = () => ({
  data: { values: [{}] }, // one line, not one per mark
  mark: { type: "rule", color: "#444", strokeWidth: 1.5 },
  encoding: { x: { datum: 1 } },
});

const points = (benchmarks, implementations) => ({
  mark: { type: "point", filled: true, size: 90, opacity: 0.9 },
  encoding: {
    y: {
      field: "bench",
      type: "nominal",
      sort: benchmarks,
      title: null,
      axis: { grid: true, ticks: false, domain: false, labelLimit: 0 },
    },
    x: {
      field: "ratio",
      type: "quantitative",
      scale: { type: "log", nice: false, padding: 12 },
      axis: {
        grid: true,
        labelExpr: "format(datum.value, ',~f') + ' ×'",
        values: Array.from({ length: 10 }, (_, n) => 10 ** (n - 3)), // a thousandth to a million
      },
      title: "times Mailslot's figure (logarithmic; further right is slower, or for heap-per-… larger)",
    },
    color: { field: "impl", type: "nominal", sort: implementations, scale: { scheme: "tableau10" }, title: null },
    shape: {
      field: "impl",
      type: "nominal",
      sort: implementations,
      scale: { range: shapes(implementations) },
      title: null,
    },
  },
});

const SHAPES = ["circle", "square", "diamond", "triangle-up", "triangle-down", "cross"];

const shapes = (implementations) => implementations.map((_, index) => SHAPES[index % SHAPES.length]);

const config = () => ({
  font: "Helvetica, Arial, sans-serif",
  view: { stroke: null },
  axis: { labelFontSize: 12, titleFontSize: 12, titleFontWeight: "normal", gridColor: "#e6e6e6" },
  legend: { labelFontSize: 12, symbolSize: 90 },
  title: { fontSize: 16, subtitleFontSize: 12, subtitleColor: "#555" },
});
