/**
 * What every channel promises, whatever its capacity and overflow mode, as long as it does not overflow: no test has
 * more than 16 messages under way, and none sends to a full channel without waiting. A test of it runs once for each
 * flavour.
 */
import { test } from "uvu";
import { cancelContract } from "./contract/cancel.js";
import { closeContract } from "./contract/close.js";
import { orderContract } from "./contract/order.js";
import { severalContract } from "./contract/several.js";
import type { It, Make } from "./contract/subject.js";
import { useContract } from "./contract/use.js";

const CONTRACTS = [orderContract, closeContract, cancelContract, severalContract, useContract];

/** Adds the tests of the contract for the flavour that `make` makes. */
export function channelContract(name: string, make: Make): void {
  const it: It = (sentence, body) => void test(`${name}: ${sentence}`, body);
  for (const contract of CONTRACTS) contract(it, make);
}
