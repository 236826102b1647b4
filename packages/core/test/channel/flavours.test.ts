// Every flavour of channel passes the contract of channels; those that can be full, the contract of waiting sends too.
import { channel, type Overflow } from "@mailslot/core";
import { test } from "uvu";
import { fullContract } from "./contract/full.js";
import { channelContract } from "./contract.js";

channelContract("unbounded", () => channel());

for (const capacity of [0, 1, 2, 10]) {
  const name = capacity === 0 ? "rendezvous" : `bounded ${capacity}`;
  channelContract(name, () => channel(capacity));
  fullContract(name, () => channel(capacity));
}

for (const overflow of ["drop-oldest", "drop-newest", "fail"] satisfies Overflow[]) {
  channelContract(overflow, () => channel({ capacity: 16, overflow }));
}

test.run();
