/**
 * The lanes of a recording, to move about in: wheel and +/− zoom, dragging and arrows move, Home shows all of it. What is chosen
 * is said in words below.
 */
import type { JSX } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { TraceEntry } from "../../protocol/frames.js";
import { duration } from "./format.js";
import { type Model, modelOf, type Slice } from "./lane-model.js";
import { AXIS, LANE, NAMES, paint, type Sight } from "./lane-painter.js";

/** Microseconds that are in sight at least. */
const CLOSEST = 5;

export function Lanes({ entries }: { entries: readonly TraceEntry[] }): JSX.Element {
  const model = useMemo(() => modelOf(entries), [entries]);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [sight, setSight] = useState<Sight>(() => whole(model));
  const [lane, setLane] = useState(0);
  const [pointed, setPointed] = useState("");
  const drag = useRef<{ readonly x: number; readonly y: number; readonly sight: Sight } | null>(null);
  useEffect(() => setSight(whole(model)), [model]);
  useEffect(() => {
    const element = canvas.current as HTMLCanvasElement;
    const draw = (): void => paint(element, model, sight, lane, colourOf);
    const frame = requestAnimationFrame(draw);
    const observer = new ResizeObserver(draw);
    observer.observe(element);
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    scheme.addEventListener("change", draw);
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
      scheme.removeEventListener("change", draw);
    };
  }, [model, sight, lane]);

  const bounded = (next: Sight): Sight => bound(next, model, canvas.current as HTMLCanvasElement);
  const zoom = (factor: number, at: number): void => setSight((now) => bounded(zoomed(now, factor, at)));
  useEffect(() => {
    const element = canvas.current as HTMLCanvasElement;
    const turn = (event: WheelEvent): void => {
      event.preventDefault();
      if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        const by = (event.deltaX || event.deltaY) / 600;
        setSight((now) => bounded(moved(now, by, 0)));
      } else if (event.altKey) setSight((now) => bounded(moved(now, 0, event.deltaY)));
      else
        setSight((now) => bounded(zoomed(now, event.deltaY > 0 ? 1.2 : 1 / 1.2, timeAt(event.offsetX, now, element))));
    };
    element.addEventListener("wheel", turn, { passive: false });
    return () => element.removeEventListener("wheel", turn);
  }, [model]);

  const press = (event: KeyboardEvent): void => {
    const middle = (sight.from + sight.to) / 2;
    if (event.key === "ArrowLeft") setSight(bounded(moved(sight, -0.1, 0)));
    else if (event.key === "ArrowRight") setSight(bounded(moved(sight, 0.1, 0)));
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") step(event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "+" || event.key === "=") zoom(0.5, middle);
    else if (event.key === "-") zoom(2, middle);
    else if (event.key === "Home") setSight(whole(model));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const step = (by: number): void => {
    const next = Math.max(0, Math.min(model.lanes.length - 1, lane + by));
    setLane(next);
    setPointed(model.lanes[next]?.name ?? "");
    const room = (canvas.current as HTMLCanvasElement).clientHeight - AXIS - LANE;
    const top = Math.min(next * LANE, Math.max(sight.top, next * LANE - room));
    setSight(bounded({ ...sight, top }));
  };
  return (
    <div class="lanes">
      <div
        class="canvas"
        tabIndex={0}
        role="application"
        aria-label={`${model.lanes.length} lanes over ${duration(model.length / 1_000)}. Arrows move, plus and minus zoom, Home shows all.`}
        onKeyDown={press}
        onPointerDown={(event) => {
          drag.current = { x: event.offsetX, y: event.offsetY, sight };
          event.currentTarget.setPointerCapture(event.pointerId);
          setLane(Math.floor((event.offsetY - AXIS + sight.top) / LANE));
        }}
        onPointerMove={(event) => {
          const { current } = drag;
          const { clientWidth } = event.currentTarget;
          if (current === null) setPointed(textAt(model, sight, event.offsetX, event.offsetY, clientWidth));
          else
            setSight(
              bounded(
                moved(current.sight, (current.x - event.offsetX) / (clientWidth - NAMES), current.y - event.offsetY),
              ),
            );
        }}
        onPointerUp={() => {
          drag.current = null;
        }}
      >
        <canvas ref={canvas} />
      </div>
      <p class="pointed" role="status">
        {pointed || "Wheel or + and − zoom, dragging or arrows move, Home shows all."}
      </p>
    </div>
  );
}

function colourOf(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

function whole({ length }: Model): Sight {
  return { from: 0, to: length, top: 0 };
}

function zoomed({ from, to, top }: Sight, factor: number, at: number): Sight {
  return { from: at - (at - from) * factor, to: at + (to - at) * factor, top };
}

function moved({ from, to, top }: Sight, share: number, pixels: number): Sight {
  const by = (to - from) * share;
  return { from: from + by, to: to + by, top: top + pixels };
}

function bound({ from, to, top }: Sight, { length, lanes }: Model, { clientHeight }: HTMLCanvasElement): Sight {
  const span = Math.max(CLOSEST, Math.min(length, to - from));
  const begin = Math.max(0, Math.min(length - span, from));
  const lowest = Math.max(0, lanes.length * LANE - (clientHeight - AXIS));
  return { from: begin, to: begin + span, top: Math.max(0, Math.min(lowest, top)) };
}

function timeAt(x: number, { from, to }: Sight, { clientWidth }: HTMLCanvasElement): number {
  return from + ((x - NAMES) / (clientWidth - NAMES)) * (to - from);
}

function textAt(model: Model, sight: Sight, x: number, y: number, width: number): string {
  const lane = model.lanes[Math.floor((y - AXIS + sight.top) / LANE)];
  if (lane === undefined || y < AXIS) return "";
  if (x < NAMES) return lane.name;
  const at = sight.from + ((x - NAMES) / (width - NAMES)) * (sight.to - sight.from);
  const near = ((sight.to - sight.from) / (width - NAMES)) * 2;
  const slices = lane.slices.filter(({ from, to }) => at >= from - near && at <= to + near);
  const slice = slices.find(({ doing }) => doing === "runs") ?? slices[0];
  return slice === undefined ? lane.name : `${lane.name} ${textOf(slice)}`;
}

function textOf({ doing, what, from, to }: Slice): string {
  const took = duration((to - from) / 1_000) || "0";
  if (doing === "ready") return `waits ${took} for its turn`;
  if (doing === "waits") return `waits ${took} for ${what}`;
  return `runs ${took}${what === "" ? "" : `, in ${what}`}`;
}
