/** Happens-before, data races, and what plain reads of racy words may see. */

import { join, racy, spawn } from "@mailslot/loom";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { failureMessage, outcomesOf, words } from "../outcomes.js";

const order = suite("happens-before");

order("two plain accesses of which one writes race when nothing orders them", () => {
  const message = failureMessage(() => {
    const word = words(1);
    spawn(() => void (word[0] = 1), "writer");
    return word[0];
  }, "data race");
  assert.match(message, /writer makes a write of a word that main has accessed/);
});

order("two plain reads do not race", () => {
  assert.equal(
    outcomesOf(() => {
      const word = words(1);
      join(spawn(() => word[0]));
      return word[0];
    }),
    ["0"],
  );
});

order("a plain access races with an atomic write, too", () => {
  failureMessage(() => {
    const word = words(1);
    spawn(() => void Atomics.store(word, 0, 1));
    return word[0];
  }, "data race");
});

order("an atomic store that is read orders what is before it and what is after the read", () => {
  const outcomes = outcomesOf(() => {
    const word = words(2);
    const writer = spawn(() => {
      word[1] = 7;
      Atomics.store(word, 0, 1);
    });
    const seen = Atomics.load(word, 0) === 1 ? word[1] : -1;
    join(writer);
    return seen;
  });
  assert.equal(outcomes, ["-1", "7"]);
});

order("an atomic store that is not read orders nothing", () => {
  failureMessage(() => {
    const word = words(2);
    spawn(() => {
      word[1] = 7;
      Atomics.store(word, 0, 1);
    });
    Atomics.load(word, 0);
    return word[1];
  }, "data race");
});

order("a read-modify-write hands on what it has read, a store does not", () => {
  const handOver = (middle: (word: Int32Array) => void) => () => {
    const word = words(2);
    const writer = spawn(() => {
      word[1] = 7;
      Atomics.store(word, 0, 1);
    });
    const between = spawn(() => middle(word));
    const seen = Atomics.load(word, 0) === 2 ? word[1] : -1;
    join(writer, between);
    return seen;
  };
  assert.equal(outcomesOf(handOver((word) => void Atomics.compareExchange(word, 0, 1, 2))), ["-1", "7"]);
  failureMessage(
    handOver((word) => Atomics.store(word, 0, 2) && undefined),
    "data race",
  );
});

order("spawn and join order", () => {
  const outcomes = outcomesOf(() => {
    const word = words(2);
    word[0] = 3;
    join(spawn(() => void (word[1] = word[0]! + 1)));
    return word[1];
  });
  assert.equal(outcomes, ["4"]);
});

order("notify orders what is before it and what the woken thread does", () => {
  const outcomes = outcomesOf(() => {
    const word = words(2);
    spawn(() => {
      word[1] = 5;
      Atomics.notify(word, 0);
    });
    Atomics.wait(word, 0, 0);
    return word[1];
  });
  assert.equal(outcomes, ["!deadlock", "5"]);
});

order("bytes of one word are words of their own to views that narrow", () => {
  const outcomes = outcomesOf(() => {
    const bytes = new Uint8Array(new SharedArrayBuffer(4));
    join(
      spawn(() => void (bytes[0] = 1)),
      spawn(() => void (bytes[1] = 2)),
    );
    return Array.from(bytes);
  });
  assert.equal(outcomes, ["[1,2,0,0]"]);
});

order("accesses of different width race where they overlap", () => {
  failureMessage(() => {
    const buffer = new SharedArrayBuffer(4);
    const [wide, narrow] = [new Int32Array(buffer), new Uint8Array(buffer)];
    spawn(() => void Atomics.store(wide, 0, 1));
    Atomics.load(narrow, 2);
  }, "data race");
});

order("a DataView makes accesses of single bytes", () => {
  const outcomes = outcomesOf(() => {
    const view = new DataView(new SharedArrayBuffer(8));
    join(
      spawn(() => view.setInt16(1, -2)),
      spawn(() => view.setFloat32(4, 1.5, true)),
    );
    return [view.getInt16(1), view.getFloat32(4, true), view.getUint8(2)];
  });
  assert.equal(outcomes, ["[-2,1.5,254]"]);
});

order("a racy word may be read stale, until something orders the read after the write", () => {
  const outcomes = outcomesOf(() => {
    const word = words(3);
    racy(word, 0, 1);
    const writer = spawn(() => {
      word[0] = 1;
      word[0] = 2;
      Atomics.store(word, 1, 1);
    });
    const ordered = Atomics.load(word, 1);
    const seen = word[0];
    join(writer);
    return [ordered, seen];
  });
  assert.equal(outcomes, ["[0,0]", "[0,1]", "[0,2]", "[1,2]"]);
});

order("two racy words can be seen in the wrong order", () => {
  const outcomes = outcomesOf(() => {
    const word = words(2);
    racy(word);
    const writer = spawn(() => {
      word[0] = 1;
      word[1] = 1;
    });
    const seen = [word[1], word[0]];
    join(writer);
    return seen;
  });
  assert.ok(outcomes.includes("[1,0]"));
});

order("atomic accesses of one width do not race because another width was used before", () => {
  const outcomes = outcomesOf(() => {
    const buffer = new SharedArrayBuffer(4);
    const [wide, narrow] = [new Int32Array(buffer), new Uint8Array(buffer)];
    for (const at of [0, 1, 2, 3]) Atomics.store(narrow, at, 0);
    Atomics.store(narrow, 0, 1);
    const add = () => void Atomics.add(wide, 0, 2);
    join(spawn(add), spawn(add));
    return [Atomics.load(wide, 0), Atomics.load(narrow, 0)];
  });
  assert.equal(outcomes, ["[5,5]"]);
});

order("a word of another width still hands on what its writer did", () => {
  const outcomes = outcomesOf(() => {
    const buffer = new SharedArrayBuffer(8);
    const [wide, narrow] = [new Int32Array(buffer), new Uint8Array(buffer)];
    for (const at of [0, 1, 2, 3]) Atomics.store(narrow, at, 0);
    const writer = spawn(() => {
      wide[1] = 7;
      Atomics.store(wide, 0, 1);
    });
    const seen = Atomics.load(wide, 0) === 1 ? wide[1] : 0;
    join(writer);
    return seen;
  });
  assert.equal(outcomes, ["0", "7"]);
});

order("atomic accesses of different width race, whichever came first", () => {
  for (const first of [0, 1]) {
    failureMessage(() => {
      const buffer = new SharedArrayBuffer(4);
      const [wide, narrow] = [new Int32Array(buffer), new Uint16Array(buffer)];
      if (first === 0) Atomics.load(narrow, 0);
      else Atomics.load(wide, 0);
      const adder = spawn(() => void Atomics.add(narrow, 1, 1));
      Atomics.add(wide, 0, 1);
      join(adder);
    }, "data race");
  }
});

order("a store of one width does not synchronise with a load of another", () => {
  failureMessage(() => {
    const buffer = new SharedArrayBuffer(8);
    const [wide, narrow] = [new Int32Array(buffer), new Uint8Array(buffer)];
    const writer = spawn(() => {
      wide[1] = 7;
      Atomics.store(wide, 0, 1);
    });
    if (Atomics.load(narrow, 0) === 1) wide[1] = 8;
    join(writer);
  }, "data race");
});

order.run();
