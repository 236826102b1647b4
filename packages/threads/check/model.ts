/**
 * Says what more workers would give, by a model of the protocols under measured costs: `node --import tsx packages/threads/check/model.ts`.
 * A model knows nothing of caches, of memory that all share, or of other programs. What it says stands in docs/threads.md.
 */

import { tables } from "./model/tables.js";

process.stdout.write(`${tables({ seeds: 3, scale: 1 })}\n`);
