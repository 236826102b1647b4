/** One source for each object: a promise, signal or iterator in a thousand selects is listened to once. */

/** Returns a function that makes something for an object once, and then returns the same. It keeps no object alive. */
export function oneForEach<K extends object, T>(make: (object: K) => T): (object: K) => T {
  const made = new WeakMap<K, T>();
  return (object) => {
    let one = made.get(object);
    if (one === undefined) {
      one = make(object);
      made.set(object, one);
    }
    return one;
  };
}
