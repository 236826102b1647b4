/**
 * Freezes the arguments of a message, in the development build: messages are not copied, so they must not be changed once
 * sent. Replies are not frozen: what a handler hands out belongs to the asker. Throws nothing and calls no getter, so that
 * the two builds behave alike; it keeps a list instead of calling itself, since messages may be deep.
 */
export function freezeAll(values: readonly unknown[]): void {
  const rest = [...values];
  while (rest.length > 0) {
    const value = rest.pop();
    if (typeof value === "object" && value !== null) rest.push(...freeze(value));
  }
}

/** Freezes `value` if it is plain data, and returns what it holds. */
function freeze(value: object): unknown[] {
  try {
    if (Object.isFrozen(value)) return [];
    const prototype: unknown = Object.getPrototypeOf(value);
    // An instance of a class, such as a ref, a channel or a buffer, is shared on purpose.
    if (prototype !== Object.prototype && prototype !== Array.prototype && prototype !== null) return [];
    Object.freeze(value);
    return Object.values(Object.getOwnPropertyDescriptors(value)).map((property) => property.value);
  } catch {
    return []; // user code runs here: a proxy may throw
  }
}
