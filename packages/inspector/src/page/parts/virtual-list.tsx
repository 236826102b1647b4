/**
 * A list of any length, of which only the rows in sight are in the page. Arrows, Page Up and Down, Home and End move the chosen row.
 */
import { Component, type JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

const ROW = 28;
/** Rows beyond the edge that are there already when they come into sight. */
const BEYOND = 6;

interface Props<T> {
  /** What the list is of, for those who hear the page. */
  readonly label: string;
  readonly rows: readonly T[];
  readonly keyOf: (row: T) => string;
  readonly draw: (row: T) => JSX.Element;
  readonly role: "grid" | "tree" | "table";
  /** Attributes of a row, beside its position. */
  readonly attributes?: (row: T) => JSX.IntrinsicElements["div"];
  readonly head?: JSX.Element;
  readonly empty: string;
  /** Takes the keys that the list does not know; returns whether it did something. */
  readonly onKey?: (key: string, row: T) => boolean;
  readonly onChoose?: (row: T) => void;
}

export function VirtualList<T>(props: Props<T>): JSX.Element {
  const { label, rows, keyOf, draw, role, attributes, head, empty, onKey, onChoose } = props;
  const box = useRef<HTMLDivElement>(null);
  const [{ top, height }, setSight] = useState({ top: 0, height: 600 });
  const [chosen, setChosen] = useState<string | null>(null);
  useEffect(() => {
    const element = box.current as HTMLDivElement;
    const look = (): void => setSight({ top: element.scrollTop, height: element.clientHeight });
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener("scroll", look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", look);
    };
  }, []);
  const first = Math.max(0, Math.floor(top / ROW) - BEYOND);
  const last = Math.min(rows.length, Math.ceil((top + height) / ROW) + BEYOND);
  const at = chosen === null ? -1 : rows.findIndex((row) => keyOf(row) === chosen);

  const choose = (index: number): void => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, index))];
    if (row === undefined) return;
    setChosen(keyOf(row));
    onChoose?.(row);
    bringIntoSight(box.current as HTMLDivElement, rows.indexOf(row));
  };
  const press = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor(height / ROW) - 1);
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page };
    const step = steps[event.key];
    if (step !== undefined) choose(at + step);
    else if (event.key === "Home") choose(0);
    else if (event.key === "End") choose(rows.length - 1);
    else if (at < 0 || onKey?.(event.key, rows[at] as T) !== true) return;
    event.preventDefault();
  };
  // The list has the focus, and says which row is chosen.
  const focus: JSX.IntrinsicElements["div"] = {
    role,
    tabIndex: 0,
    "aria-label": label,
    "aria-rowcount": role === "tree" ? undefined : rows.length,
    "aria-activedescendant": at >= first && at < last ? idOf(chosen as string) : undefined,
    onKeyDown: press,
  };
  const rowRole = role === "tree" ? "treeitem" : "row";
  return (
    <div class="list">
      {head}
      <div class="rows" ref={box} {...focus}>
        {rows.length === 0 && <p class="empty">{empty}</p>}
        <div style={{ height: `${rows.length * ROW}px`, position: "relative" }} role="presentation">
          {rows.slice(first, last).map((row, n) => {
            const key = keyOf(row);
            return (
              <Row
                key={key}
                row={row}
                draw={draw}
                top={(first + n) * ROW}
                attributes={{
                  ...attributes?.(row),
                  id: idOf(key),
                  role: rowRole,
                  "aria-selected": key === chosen,
                  onClick: () => choose(first + n),
                }}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}

interface RowProps<T> {
  readonly row: T;
  readonly draw: (row: T) => JSX.Element;
  readonly top: number;
  readonly attributes: JSX.IntrinsicElements["div"];
}

/** A row, which is drawn again only when it has changed, moved, or been chosen. */
class Row<T> extends Component<RowProps<T>> {
  override shouldComponentUpdate({ row, top, draw, attributes }: RowProps<T>): boolean {
    const now = this.props;
    const keys = Object.keys(attributes) as (keyof typeof attributes)[];
    return (
      row !== now.row ||
      top !== now.top ||
      draw !== now.draw ||
      keys.some((key) => key !== "onClick" && attributes[key] !== now.attributes[key])
    );
  }

  override render({ row, draw, top, attributes }: RowProps<T>): JSX.Element {
    return (
      <div class="row" style={{ transform: `translateY(${top}px)` }} {...attributes}>
        {draw(row)}
      </div>
    );
  }
}

function idOf(key: string): string {
  return `row ${key}`.replace(/\s/g, "-");
}

function bringIntoSight(box: HTMLDivElement, index: number): void {
  const [top, bottom] = [index * ROW, (index + 1) * ROW];
  if (top < box.scrollTop) box.scrollTop = top;
  else if (bottom > box.scrollTop + box.clientHeight) box.scrollTop = bottom - box.clientHeight;
}
