/** Offsets, lengths, indices and values are converted, and refused, as they are by the real constructors and functions. */

import { explore, join, racy, spawn } from "@mailslot/loom";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { failureMessage, outcomesOf, words } from "../outcomes.js";

const conversions = suite("conversions");

const real = { DataView, Int32Array, BigInt64Array, SharedArrayBuffer };
type Globals = typeof real;
/** Takes wrong kinds of arguments, too. */
type Loose = new (...given: readonly unknown[]) => Int32Array;
type LooseView = new (...given: readonly unknown[]) => Record<string, (...given: readonly unknown[]) => unknown>;

/** What a call returns, or the name of the error that it throws. */
function said(call: () => unknown): string {
  try {
    const value = call();
    return typeof value === "bigint" ? `${value}n` : String(value);
  } catch (error) {
    if ([TypeError, RangeError, SyntaxError].some((type) => error instanceof type)) return (error as Error).name;
    throw error;
  }
}

const odd = [undefined, null, Number.NaN, "4", "x", 4.7, -0.5, -4, 6, 12, 99, Number.POSITIVE_INFINITY, true, 4n];

/** Each is called with the globals of the model, and with the real ones: they must say the same. */
const CALLS: Readonly<Record<string, (globals: Globals) => string[]>> = {
  "the offset of a typed array": ({ Int32Array: Type, SharedArrayBuffer: Buffer }) =>
    odd.map((given) =>
      said(() => {
        const view = new (Type as unknown as Loose)(new Buffer(8), given);
        return [view.byteOffset, view.length, view.byteLength];
      }),
    ),
  "the length of a typed array": ({ Int32Array: Type, SharedArrayBuffer: Buffer }) =>
    odd.map((given) => said(() => new (Type as unknown as Loose)(new Buffer(16), 4, given).length)),
  "the offset and the length of a DataView": ({ DataView: Type, SharedArrayBuffer: Buffer }) =>
    odd.flatMap((given) => [
      said(() => new (Type as unknown as LooseView)(new Buffer(8), given).byteOffset),
      said(() => new (Type as unknown as LooseView)(new Buffer(8), 2, given).byteLength),
    ]),
  "where a DataView reads and writes": ({ DataView: Type, SharedArrayBuffer: Buffer }) =>
    odd.flatMap((given) => {
      const view = new (Type as unknown as LooseView)(new Buffer(8));
      return [
        said(() => view.setInt16!(given, 258)),
        said(() => view.getUint8!(given)),
        said(() => view.setBigInt64!(0, given)),
        said(() => view.getFloat64!(given, true)),
      ];
    }),
  "the index and the operand of Atomics": ({ Int32Array: Type, BigInt64Array: Wide, SharedArrayBuffer: Buffer }) =>
    odd.flatMap((given) => {
      const [view, wide] = [new Type(new Buffer(32)), new Wide(new Buffer(64))];
      return [
        said(() => Atomics.load(view, given as number)),
        said(() => Atomics.add(view, 0, given as number)),
        said(() => Atomics.store(wide, given as number, 1n)),
        said(() => Atomics.exchange(wide, 0, given as bigint)),
        said(() => Atomics.load(wide, 0)),
      ];
    }),
  "a value given to an element": ({ Int32Array: Type, BigInt64Array: Wide, SharedArrayBuffer: Buffer }) =>
    odd.flatMap((given) => {
      const [view, wide] = [new Type(new Buffer(4)), new Wide(new Buffer(8))];
      return [
        said(() => {
          view[0] = given as number;
          return view[0];
        }),
        said(() => {
          wide[0] = given as bigint;
          return wide[0];
        }),
      ];
    }),
};

for (const [name, call] of Object.entries(CALLS)) {
  conversions(`${name} is converted as outside a model`, () => {
    const expected = call(real);
    const found = outcomesOf(() => call({ DataView, Int32Array, BigInt64Array, SharedArrayBuffer }));
    assert.equal(
      found.map((outcome) => JSON.parse(outcome) as unknown),
      [expected],
    );
  });
}

conversions("a DataView of the model is a view", () => {
  assert.equal(
    outcomesOf(() => {
      const view = new DataView(new SharedArrayBuffer(8), 4);
      return [ArrayBuffer.isView(view), view instanceof DataView, view.byteOffset];
    }),
    ["[true,true,4]"],
  );
});

conversions("every type of typed array over shared memory is the model's, those of newer engines too", () => {
  for (const name of Object.getOwnPropertyNames(globalThis).filter((key) => /^[A-Z]\w+\dArray$/.test(key))) {
    const message = failureMessage(() => {
      const constructors = globalThis as unknown as Readonly<Record<string, Loose>>;
      const view = new constructors[name]!(new SharedArrayBuffer(8)) as { [index: number]: unknown };
      const write = () => void (view[0] = name.startsWith("Big") ? 1n : 1);
      join(spawn(write), spawn(write));
    }, "data race");
    assert.match(message, /makes a write/);
  }
});

conversions("a clone of a buffer is refused, since it would not be shared", () => {
  assert.match(
    failureMessage(() => structuredClone(new SharedArrayBuffer(4)), "assertion"),
    /could not be cloned/,
  );
});

conversions("a view that another model made is a bypass", () => {
  let kept: Int32Array | undefined;
  explore(() => {
    kept = words(1);
    Atomics.store(kept, 0, 3);
  });
  const uses: readonly (() => unknown)[] = [
    () => Atomics.load(kept!, 0),
    () => kept![0],
    () => void (kept![0] = 4),
    () => join(spawn(() => void Atomics.add(kept!, 0, 1))),
  ];
  for (const use of uses) assert.match(failureMessage(use, "bypass"), /that another model made/);
});

conversions("racy takes no elements beyond the view, which may be another's", () => {
  const message = failureMessage(() => {
    const buffer = new SharedArrayBuffer(16);
    const [left, right] = [new Int32Array(buffer, 0, 2), new Int32Array(buffer, 8, 2)];
    racy(left, 0, 4);
    join(
      spawn(() => void (right[0] = 1)),
      spawn(() => void (right[0] = 2)),
    );
  }, "assertion");
  assert.match(message, /^racy\(\) needs elements of the view, of length 2, but got from 0 to 4/);
});

conversions.run();
