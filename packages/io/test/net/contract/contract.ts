/** The contract of networks: whatever implements one passes all of it. */
import type { Ground } from "../ground.js";
import { reading } from "./bytes.js";
import { ending } from "./ending.js";
import { opening } from "./opening.js";
import { ownership } from "./ownership.js";

export function contract(ground: Ground): void {
  opening(ground);
  reading(ground);
  ending(ground);
  ownership(ground);
}
