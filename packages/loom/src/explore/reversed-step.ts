/**
 * What the second step of a race depends on when it comes before the first. A compare-exchange that failed may succeed
 * there, and a notify may wake others; the word, or the list of waiters, is then as it was before the first step, since
 * any other change of it between the two would depend on the first, and the two would not race. See
 * docs/decisions/0103-wake-up-trees.md.
 */

import type { Footprint } from "../machine/footprint.js";
import { touchCell, touchNotify, wokenBy } from "../machine/footprint.js";
import { COMPARE_EXCHANGE, NOTIFY, type Operation, type Scalar } from "../machine/operation.js";
import type { DporFrame } from "./dpor-frame.js";

/** Fills in the footprint that the step of `second` has when it comes before that of `first`. */
export function reverseFootprint(footprint: Footprint, first: DporFrame, second: DporFrame): void {
  const { operation } = second;
  const cell = operation?.cells[0];
  if (
    operation?.kind === COMPARE_EXCHANGE &&
    operation.cells.length === 1 &&
    first.footprint.writesTo(cell!.resource)
  ) {
    footprint.clear();
    touchCell(footprint, cell!, valueBefore(first, operation) === operation.a);
  } else if (operation?.kind === NOTIFY && first.footprint.writesTo(cell!.queueResource)) {
    footprint.clear();
    touchNotify(footprint, operation, wokenBy(operation, first.queue));
  } else footprint.copyFrom(second.footprint);
}

/** Reads the word of an operation as it was before a step that wrote it, maybe by a view of another type. */
function valueBefore({ operation: writer, value }: DporFrame, { array, index }: Operation): Scalar {
  const from = writer!.array!;
  if (from === array && writer!.index === index) return value;
  const bytes = new Uint8Array(from.BYTES_PER_ELEMENT);
  const whole = new (from.constructor as Int32ArrayConstructor)(bytes.buffer);
  whole[0] = value as number;
  const at = array!.byteOffset + index * array!.BYTES_PER_ELEMENT - from.byteOffset - writer!.index * whole.byteLength;
  return new (array!.constructor as Int32ArrayConstructor)(bytes.buffer, at, 1)[0]!;
}
