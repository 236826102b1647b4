/** Atomic operations are sequentially consistent, and compute what the real ones do. */

import { join, spawn } from "@mailslot/loom";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { outcomesOf, words } from "../outcomes.js";

const atomics = suite("atomics");

atomics("two threads that store and load cannot both miss the other", () => {
  const outcomes = outcomesOf(() => {
    const [flags, seen] = [words(2), words(2)];
    const visit = (own: number) => () => {
      Atomics.store(flags, own, 1);
      seen[own] = Atomics.load(flags, 1 - own);
    };
    join(spawn(visit(0)), spawn(visit(1)));
    return [seen[0], seen[1]];
  });
  assert.equal(outcomes, ["[0,1]", "[1,0]", "[1,1]"]);
});

atomics("all threads see stores to different words in one order", () => {
  const outcomes = outcomesOf(() => {
    const [flags, seen] = [words(2), words(4)];
    const read = (first: number, at: number) => () => {
      seen[at] = Atomics.load(flags, first);
      seen[at + 1] = Atomics.load(flags, 1 - first);
    };
    join(
      spawn(() => Atomics.store(flags, 0, 1) && undefined),
      spawn(() => Atomics.store(flags, 1, 1) && undefined),
      spawn(read(0, 0)),
      spawn(read(1, 2)),
    );
    return Array.from(seen).join("");
  });
  assert.not(outcomes.includes('"1010"'));
  assert.is(outcomes.length, 15);
});

atomics("of two compare-exchanges from the same value one succeeds", () => {
  const outcomes = outcomesOf(() => {
    const [word, seen] = [words(1), words(2)];
    const claim = (id: number) => () => {
      seen[id] = Atomics.compareExchange(word, 0, 0, id + 1);
    };
    join(spawn(claim(0)), spawn(claim(1)));
    return [word[0], seen[0], seen[1]];
  });
  assert.equal(outcomes, ["[1,0,1]", "[2,2,0]"]);
});

atomics("every operation computes and returns what the real one does, for every integer type", () => {
  type Types = Int8ArrayConstructor | Uint8ArrayConstructor | Int16ArrayConstructor | Uint32ArrayConstructor;
  const names = ["Int8Array", "Uint8Array", "Int16Array", "Uint16Array", "Int32Array", "Uint32Array"];
  const exercise = (make: (type: Types) => Int8Array): string =>
    names
      .map((name) => {
        const view = make((globalThis as unknown as Record<string, Types>)[name]!);
        const results = [
          Atomics.store(view, 0, 200.7),
          Atomics.add(view, 0, 100),
          Atomics.sub(view, 0, 70_000),
          Atomics.and(view, 0, 0x0f0f),
          Atomics.or(view, 0, 0x3030),
          Atomics.xor(view, 0, -1),
          Atomics.exchange(view, 0, -5),
          Atomics.compareExchange(view, 0, -5, 7),
          Atomics.load(view, 0),
        ];
        return results.join();
      })
      .join("/");
  const expected = exercise((type) => new type(4) as Int8Array);
  assert.equal(
    outcomesOf(() => exercise((type) => new type(new SharedArrayBuffer(16) as unknown as ArrayBuffer) as Int8Array)),
    [JSON.stringify(expected)],
  );
});

atomics("64-bit words work with bigints", () => {
  const outcomes = outcomesOf(() => {
    const view = new BigInt64Array(new SharedArrayBuffer(16));
    Atomics.store(view, 1, 2n ** 63n);
    Atomics.add(view, 1, 5n);
    return [Atomics.load(view, 1), view[0]];
  });
  assert.equal(outcomes, ['["-9223372036854775803n","0n"]']);
});

atomics("an index out of range is the RangeError that it is outside a model", () => {
  const outcomes = outcomesOf(() => {
    try {
      return Atomics.load(words(1), 1);
    } catch (error) {
      if (error instanceof RangeError) return "RangeError";
      throw error;
    }
  });
  assert.equal(outcomes, ['"RangeError"']);
});

atomics("memory of one thread alone is not modelled and costs nothing", () => {
  assert.equal(
    outcomesOf(() => {
      const local = new Int32Array(2);
      Atomics.add(local, 1, 5);
      return Array.from(local);
    }),
    ["[0,5]"],
  );
});

atomics.run();
