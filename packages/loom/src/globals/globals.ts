/**
 * Replaces the globals that code under test uses, for as long as a model runs. They are looked up at each call, so
 * code that was imported, and even optimised, before is reached too.
 */

import { ModelError } from "../errors.js";
import { present } from "../program/execution.js";
import { modelAtomics } from "./atomics.js";
import { isDataView, makeDataView } from "./data-view.js";
import {
  ELEMENT_ARRAYS,
  type ElementArrayConstructor,
  RealDataView,
  RealDate,
  RealSharedArrayBuffer,
} from "./natives.js";
import { ModelSharedBuffer } from "./shared-buffer.js";
import { makeView } from "./view.js";
import { infoOf } from "./view-info.js";

type Replacement = readonly [target: object, key: PropertyKey, value: unknown];

let replaced: { target: object; key: PropertyKey; descriptor: PropertyDescriptor | undefined }[] | null = null;

/** Calls `body` with the globals replaced, and puts them back however it ends. */
export function withModelGlobals<T>(body: () => T): T {
  if (replaced !== null || present.run !== null) {
    throw new ModelError("ERR_LOOM_NESTED", "A model was started inside a model. Run one after the other");
  }
  replaced = [];
  try {
    for (const replacement of replacements()) replace(...replacement);
    return body();
  } finally {
    for (const { target, key, descriptor } of replaced.reverse()) {
      if (descriptor === undefined) Reflect.deleteProperty(target, key);
      else Object.defineProperty(target, key, descriptor);
    }
    replaced = null;
  }
}

function replace(target: object, key: PropertyKey, value: unknown): void {
  replaced!.push({ target, key, descriptor: Object.getOwnPropertyDescriptor(target, key) });
  Object.defineProperty(target, key, { value, writable: true, configurable: true, enumerable: false });
}

function replacements(): Replacement[] {
  return [
    [globalThis, "Atomics", modelAtomics],
    [globalThis, "SharedArrayBuffer", ModelSharedBuffer],
    [globalThis, "DataView", dataViewConstructor()],
    ...ELEMENT_ARRAYS.map((type) => [globalThis, type.name, viewConstructor(type)] as const),
    [globalThis, "Date", dateConstructor()],
    [Math, "random", guarded("Math.random", Math.random)],
    [performance, "now", guarded("performance.now", performance.now.bind(performance))],
    [ArrayBuffer, "isView", isView(ArrayBuffer.isView)],
  ];
}

function viewConstructor(real: ElementArrayConstructor): unknown {
  const replacement: object = new Proxy(real, {
    construct(target, args, newTarget) {
      const [buffer, byteOffset, length] = args as readonly unknown[];
      if (buffer instanceof ModelSharedBuffer) {
        if (newTarget !== replacement) refuseSubclass(newTarget, real.name);
        return makeView(real, buffer, byteOffset, length);
      }
      refuseReal(buffer, real.name);
      const source = infoOf(buffer) === null ? buffer : Array.from(buffer as ArrayLike<number>);
      return Reflect.construct(target, [source, ...args.slice(1)], newTarget) as object;
    },
  });
  return replacement;
}

function dataViewConstructor(): unknown {
  const replacement: object = new Proxy(RealDataView, {
    construct(target, args, newTarget) {
      const [buffer, byteOffset, byteLength] = args as readonly unknown[];
      if (buffer instanceof ModelSharedBuffer) {
        if (newTarget !== replacement) refuseSubclass(newTarget, "DataView");
        return makeDataView(buffer, byteOffset, byteLength);
      }
      refuseReal(buffer, "DataView");
      return Reflect.construct(target, args, newTarget) as object;
    },
  });
  return replacement;
}

/** A view of the model is not an instance of the subclass, so that overridden methods would be left out. */
function refuseSubclass({ name }: { readonly name?: unknown }, of: string): void {
  present.run?.breaks(
    "bypass",
    `Thread ${present.run.name} made a ${String(name)}, a subclass of ${of}, over shared memory, whose own methods would ` +
      `not be called. Wrap a ${of} in an object instead`,
  );
}

function refuseReal(buffer: unknown, name: string): void {
  if (present.run === null || !(buffer instanceof RealSharedArrayBuffer)) return;
  present.run.breaks(
    "bypass",
    `Thread ${present.run.name} made a ${name} over a SharedArrayBuffer that was made outside the model, where its ` +
      "accesses cannot be seen. Make the buffer inside the model's function",
  );
}

function refuseChance(name: string): void {
  present.run?.breaks(
    "non-determinism",
    `Thread ${present.run.name} called ${name}, which answers differently each time the thread is executed. Use ` +
      "choose() for chance, and pass times in as values",
  );
}

function guarded<T extends (...args: never[]) => unknown>(name: string, real: T): (...args: Parameters<T>) => unknown {
  return (...args) => {
    refuseChance(name);
    return real(...args);
  };
}

function dateConstructor(): unknown {
  return new Proxy(RealDate, {
    apply(target, self, args) {
      refuseChance("Date");
      return Reflect.apply(target, self, args) as string;
    },
    construct(target, args, newTarget) {
      if (args.length === 0) refuseChance("Date");
      return Reflect.construct(target, args, newTarget) as Date;
    },
    get(target, key, receiver) {
      return key === "now" ? guarded("Date.now", target.now) : (Reflect.get(target, key, receiver) as unknown);
    },
  });
}

function isView(real: (value: unknown) => boolean) {
  return (value: unknown): boolean => infoOf(value) !== null || isDataView(value) || real(value);
}
