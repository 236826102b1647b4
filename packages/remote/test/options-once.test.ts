/** Options are read once: a getter that gives something else the second time cannot get past the check of the first. */
import { createScheduler, ManualEventLoop } from "@mailslot/core";
import { carry, createNode, memoryConnection, memoryNodes } from "@mailslot/remote";
import { readTwice } from "@mailslot/test-support/wrong";
import { test } from "uvu";
import * as assert from "uvu/assert";

const loop = new ManualEventLoop();
const scheduler = createScheduler({ loop });
const connection = { delay: 1, capacity: 2, scheduler };
const node = { definitions: [], errors: [], scheduler };

const calls: Record<string, readonly [options: object, call: (options: never) => unknown]> = {
  createNode: [{ ...node, id: "a" }, (given) => createNode(given)],
  memoryConnection: [
    connection,
    (given) => {
      const { ends } = memoryConnection(given);
      ends[1].start({ receive() {}, room() {}, dead() {} });
      for (let n = 0; n < 3; n++) ends[0].send({ bytes: new Uint8Array(), length: 0, shared: [] });
    },
  ],
  memoryNodes: [{ ...node, ...connection }, (given) => memoryNodes(["a", "b", "c"], given)],
  carry: [{ is: () => false, pack: () => 1, unpack: () => 1 }, (given) => carry("once", given)],
};

for (const [name, [options, call]] of Object.entries(calls)) {
  test(`${name} reads each option once`, async () => {
    assert.equal(
      await readTwice(options, (given) => {
        call(given);
        loop.advance(10);
      }),
      [],
    );
  });
}

test.run();
