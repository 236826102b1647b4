/** What `SharedArrayBuffer` is while a model runs: a handle on a memory of the model. */

import { ModelError } from "../errors.js";
import type { Memory } from "../machine/memory.js";
import { present } from "../program/execution.js";

function nothing(): void {}

export class ModelSharedBuffer {
  readonly byteLength: number;
  readonly memory: Memory;
  readonly key: string;
  /** A function, so that `structuredClone` and messages refuse what is not a real buffer. */
  readonly refusesClones: () => void = nothing;

  constructor(byteLength?: number, options?: { maxByteLength?: number }) {
    const run = present.run;
    if (run === null) {
      throw new ModelError(
        "ERR_LOOM_OUTSIDE",
        "A SharedArrayBuffer was made while a model runs, but outside its threads",
      );
    }
    if (options?.maxByteLength !== undefined) {
      run.breaks("unsupported", "Growable SharedArrayBuffers are not modelled: give the final size");
    }
    const size = Math.trunc(Number(byteLength ?? 0)) || 0;
    if (size < 0) throw new RangeError("Array buffer allocation failed");
    this.byteLength = size;
    this.key = run.allocation(size);
    this.memory = run.program.memory(this.key, size);
  }

  get growable(): boolean {
    return false;
  }

  get maxByteLength(): number {
    return this.byteLength;
  }

  grow(): never {
    throw new TypeError("SharedArrayBuffer.prototype.grow called on a buffer of fixed length");
  }

  slice(): never {
    if (present.run === null) throw new ModelError("ERR_LOOM_UNSUPPORTED", "SharedArrayBuffer.slice is not modelled");
    return present.run.breaks("unsupported", "SharedArrayBuffer.slice is not modelled: copy through a view");
  }

  /** A constructor of typed arrays that was not replaced takes the buffer for a list, and looks for its iterator. */
  get [Symbol.iterator](): undefined {
    present.run?.breaks(
      "bypass",
      `Thread ${present.run.name} gave a SharedArrayBuffer to a constructor that was taken before the model began, such as ` +
        "const Words = Int32Array or class Words extends Int32Array at the top of a module, whose accesses cannot be seen. " +
        "Use the global constructors, by name, inside the model's function",
    );
    return undefined;
  }

  get [Symbol.toStringTag](): string {
    return "SharedArrayBuffer";
  }

  static get [Symbol.species](): typeof ModelSharedBuffer {
    return ModelSharedBuffer;
  }
}
