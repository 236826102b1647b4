/** What this package uses of msgpackr, whose own declarations need those of Node. See `paths` in tsconfig.json. */
export class Packr {
  constructor(options: { readonly structuredClone: boolean; readonly copyBuffers: boolean });
  pack(value: unknown): Uint8Array;
  unpack(bytes: Uint8Array): unknown;
}
export function addExtension<T, D>(extension: {
  readonly Class: new (...args: never[]) => T;
  readonly type: number;
  write(value: T): D;
  read(data: D): unknown;
}): void;
