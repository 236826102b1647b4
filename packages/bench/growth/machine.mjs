// The machine that rows are measured on: the processor time of this process, without what the system took to hand out memory,
// and a full collection.
import { setImmediate as nextTurn } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");

const PAGE = 4096;
const TOUCHED = 64;
const FRESH = 64 << 20; // more than an allocator keeps for later, so that it comes from the system untouched

/** Memory that nobody has touched yet, and how much of it has been touched since. */
let fresh = { bytes: new Uint8Array(0), touched: 0 };

/** What touching a page cost, the last times that it was measured. */
const costs = [];
const REMEMBERED = 64;

const gc = runInNewContext("gc");

export const machine = { collect, watch };

/** Collects everything; what a weak reference has looked at stays until the turn of the event loop ends. */
async function collect() {
  await nextTurn();
  gc();
}

/**
 * Answers a function that answers the microseconds of processor time since now. Arrays that are large come from the system
 * untouched, and it fills each page when it is first touched: a cost in proportion, which small sizes do not have, and on a
 * virtual machine up to fifty times what it is elsewhere. So what touching a page usually costs is measured and left out: the
 * lower quartile, and at most half of all, so that rather too little is left out than too much.
 */
function watch() {
  touchPages();
  const [start, pages] = [processorTime(), pagesTouched()];
  return () => {
    const [end, touched] = [processorTime(), pagesTouched() - pages];
    const usual = costs.toSorted((one, other) => one - other)[costs.length >> 2];
    return Math.max((end - start) / 2, end - start - touched * usual);
  };
}

function touchPages() {
  if (fresh.touched + TOUCHED * PAGE > fresh.bytes.length) fresh = { bytes: new Uint8Array(FRESH), touched: 0 };
  const [start, pages] = [processorTime(), pagesTouched()];
  for (let n = 0; n < TOUCHED; n++, fresh.touched += PAGE) fresh.bytes[fresh.touched] = 1;
  costs.push((processorTime() - start) / Math.max(TOUCHED, pagesTouched() - pages));
  if (costs.length > REMEMBERED) costs.shift();
}

const pagesTouched = () => process.resourceUsage().minorPageFault;

function processorTime() {
  const { user, system } = process.cpuUsage();
  return user + system;
}
