/** An entry in TypeScript, whose types a runtime can strip. */
import { defineJob } from "@mailslot/threads";

export const double = defineJob("double", (n: number): number => 2 * n);
