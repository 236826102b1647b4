// 20 workers each send as many requests as the size says to an actor with a dictionary; one in ten writes. Each waits for the
// answer to one before the next.

import { work } from "../requests.mjs";

export default (library, size) =>
  work(library, size, () => {
    const values = new Map();
    return ({ isWrite, key, value }) => {
      if (isWrite) values.set(key, value);
      return isWrite ? value : (values.get(key) ?? 0);
    };
  });

export { ops } from "../requests.mjs";
