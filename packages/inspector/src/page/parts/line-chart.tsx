/** Lines over time, drawn by uPlot. Made once; a new point changes its data alone. */
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";

export interface Line {
  readonly label: string;
  /** The name of a colour in the style sheet. */
  readonly colour: string;
}

interface Props {
  readonly title: string;
  readonly lines: readonly Line[];
  /** Seconds since 1970, and for each line a value at each. */
  readonly data: readonly (readonly number[])[];
  readonly value: (value: number) => string;
}

const HEIGHT = 130;

export function LineChart({ title, lines, data, value }: Props): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  useEffect(() => {
    const element = box.current as HTMLDivElement;
    const draw = (): void => {
      plot.current?.destroy();
      plot.current = new uPlot(optionsFor(element, lines, value), data as uPlot.AlignedData, element);
    };
    draw();
    const resized = new ResizeObserver(() => plot.current?.setSize({ width: element.clientWidth, height: HEIGHT }));
    resized.observe(element);
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    scheme.addEventListener("change", draw);
    return () => {
      resized.disconnect();
      scheme.removeEventListener("change", draw);
      plot.current?.destroy();
    };
  }, []);
  useEffect(() => plot.current?.setData(data as uPlot.AlignedData), [data]);
  const newest = lines.map(({ label }, n) => `${label} ${value(data[n + 1]?.at(-1) ?? 0)}`).join(", ");
  return (
    <figure class="chart" aria-label={`${title}: ${newest}`} role="img">
      <figcaption>
        {title}
        {lines.map(({ label, colour }, n) => (
          <span key={label}>
            <i style={{ background: `var(--${colour})` }} />
            {lines.length > 1 && `${label} `}
            <b>{value(data[n + 1]?.at(-1) ?? 0)}</b>
          </span>
        ))}
      </figcaption>
      <div ref={box} />
    </figure>
  );
}

function optionsFor(element: HTMLElement, lines: readonly Line[], value: (value: number) => string): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const colourOf = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const axis = { stroke: colourOf("faint"), grid: { stroke: colourOf("line"), width: 1 }, ticks: { show: false } };
  const font = "11px system-ui, sans-serif";
  return {
    width: element.clientWidth || 300,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    padding: [8, 8, 0, 0],
    scales: { x: { time: true }, y: { range: (_plot, _min, max) => [0, max > 0 ? max * 1.1 : 1] } },
    axes: [
      {
        ...axis,
        font,
        size: 24,
        values: (_plot, times) => times.map((at) => new Date(at * 1_000).toLocaleTimeString("en-GB").slice(3)),
      },
      { ...axis, font, size: 54, values: (_plot, values) => values.map(value) },
    ],
    series: [
      {},
      ...lines.map(({ label, colour }) => ({
        label,
        stroke: colourOf(colour),
        width: 1.5,
        points: { show: false },
        fill: lines.length === 1 ? `${colourOf(colour)}22` : "transparent",
      })),
    ],
  };
}
