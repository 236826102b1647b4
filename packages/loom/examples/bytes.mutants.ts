/** Mistakes one can make in the ring of bytes. */

import type { Mutant } from "./mutants.js";

export const BYTES_MUTANTS: readonly Mutant[] = [
  {
    name: "tail published before the bytes are written",
    find: "    this.bytes[tail & this.mask] = message.length & 0xff;",
    replace: `    Atomics.store(this.words, TAIL, (tail + size) | 0);
    this.bytes[tail & this.mask] = message.length & 0xff;`,
  },
  {
    name: "room checked against the wrong index",
    find: "const held = (tail - Atomics.load(this.words, HEAD)) | 0;",
    replace: "const held = (tail - Atomics.load(this.words, TAIL)) | 0;",
  },
  {
    name: "room checked without the frame",
    find: "if (this.bytes.length - held < size) return false;",
    replace: "if (this.bytes.length - held < message.length) return false;",
  },
  {
    name: "bytes freed before they are copied",
    find: `    for (let i = 0; i < length; i++) message[i] = this.bytes[(head + FRAME + i) & this.mask]!;
    Atomics.store(this.words, HEAD, (head + FRAME + length) | 0);`,
    replace: `    Atomics.store(this.words, HEAD, (head + FRAME + length) | 0);
    for (let i = 0; i < length; i++) message[i] = this.bytes[(head + FRAME + i) & this.mask]!;`,
  },
  {
    name: "length read again after the release",
    find: "    return message;\n  }\n\n  /** Takes the oldest message, sleeping",
    replace:
      "    return message.slice(0, this.bytes[head & this.mask]);\n  }\n\n  /** Takes the oldest message, sleeping",
  },
  {
    name: "wrong mask",
    find: "this.mask = bytes.length - 1;",
    replace: "this.mask = bytes.length - 2;",
  },
  {
    name: "the writer's word read again after the look",
    find: "Atomics.wait(this.words, TAIL, Atomics.load(this.words, HEAD));",
    replace: "Atomics.wait(this.words, TAIL, Atomics.load(this.words, TAIL));",
  },
  {
    name: "notify before the message is published",
    find: `    Atomics.store(this.words, TAIL, (tail + size) | 0);
    Atomics.notify(this.words, TAIL);`,
    replace: `    Atomics.notify(this.words, TAIL);
    Atomics.store(this.words, TAIL, (tail + size) | 0);`,
  },
  {
    name: "no notify",
    find: "    Atomics.notify(this.words, TAIL);\n",
    replace: "",
  },
  {
    name: "counts subtracted without wrapping",
    find: "const held = (tail - Atomics.load(this.words, HEAD)) | 0;",
    replace: "const held = tail - Atomics.load(this.words, HEAD);",
  },
  {
    name: "tail published by a plain write",
    find: "Atomics.store(this.words, TAIL, (tail + size) | 0);",
    replace: "this.words[TAIL] = (tail + size) | 0;",
  },
];
