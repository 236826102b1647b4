/** Freezes what is sent, in the development build: messages are not copied, so they must not change afterwards. */
export function freezeAll(values: ArrayLike<unknown>): void {
  for (let n = 0; n < values.length; n++) freeze(values[n]);
}

function freeze(value: unknown): void {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return;
  const prototype: unknown = Object.getPrototypeOf(value);
  // Plain data only: an instance of a class, such as a ref, a channel or a buffer, is shared on purpose.
  if (prototype !== Object.prototype && prototype !== Array.prototype && prototype !== null) return;
  Object.freeze(value);
  for (const inner of Object.values(value)) freeze(inner);
}
