/** Classes whose instances cross although they are more than data. */
import { isReadable } from "@mailslot/core/engine";
import { RemoteError } from "../errors.js";

/** How the instances of one class cross. */
export interface Carriage<T, D = unknown> {
  /** Returns whether `value` is one. */
  is(value: unknown): value is T;
  /** Returns data that stands for it; may hold whatever crosses itself. */
  pack(value: T): D;
  /** Makes one of that data, at the other end. */
  unpack(data: D): T;
}

interface Named {
  readonly name: string;
  readonly carriage: Carriage<unknown>;
}

const all: Named[] = [];

/**
 * Lets the instances of a class of yours cross to other nodes, which call the same. The `name` stands for the class; one that is
 * given a second time takes the place of the first.
 *
 * @example
 * ```ts
 * import { carry } from "@mailslot/remote";
 *
 * class Point {
 *   readonly x: number;
 *   readonly y: number;
 *   constructor(x: number, y: number) {
 *     this.x = x;
 *     this.y = y;
 *   }
 * }
 * carry("point", {
 *   is: (value): value is Point => value instanceof Point,
 *   pack: ({ x, y }) => [x, y] as const,
 *   unpack: ([x, y]) => new Point(x, y),
 * });
 * ```
 */
export function carry<T, D>(name: string, carriage: Carriage<T, D>): void {
  const { is, pack, unpack } = (isReadable(carriage) ? carriage : {}) as Partial<Carriage<T, D>>;
  if (typeof name !== "string" || [is, pack, unpack].some((each) => typeof each !== "function")) {
    throw new RemoteError(
      "ERR_MAILSLOT_REMOTE_ARGUMENT",
      "carry() takes a name, and an object with is, pack and unpack",
    );
  }
  const index = all.findIndex((each) => each.name === name);
  const entry = { name, carriage: carriage as Carriage<unknown> };
  if (index < 0) all.push(entry);
  else all[index] = entry;
}

/** Returns how `value` crosses; null when nothing was said of it. */
export function carriageOf(value: object): Named | null {
  return all.find(({ carriage }) => carriage.is(value)) ?? null; // user code runs here
}

export function carriageNamed(name: string): Carriage<unknown> {
  const found = all.find((each) => each.name === name);
  if (found !== undefined) return found.carriage;
  throw new RemoteError(
    "ERR_MAILSLOT_NOT_CARRIED",
    `nothing here is carried as ${name}: call carry("${name}", …) on both nodes`,
  );
}
