// As concurrent-dictionary, with a sorted linked list, which the owner walks for each request.

import { work } from "../requests.mjs";

const LONGEST = 200; // entries; so that walking it takes no more than a message does

export default (library, size) =>
  work(library, size, () => {
    const head = { key: -1, next: null };
    let length = 0;
    return ({ isWrite, key }) => {
      let node = head;
      while (node.next !== null && node.next.key < key) node = node.next;
      if (isWrite && length < LONGEST) {
        length++;
        node.next = { key, next: node.next };
      }
      return length;
    };
  });

export { ops } from "../requests.mjs";
