/** Links: two-way, one per pair. */

import { SupervisionError } from "../errors.js";
import { here, type Linkable } from "../linkable.js";
import { bondsOf } from "./bonds.js";

/**
 * Links the running actor or task (or `self`) with `target`: when either ends, the other gets an exit signal with the
 * reason. A second link of the same two is the first. Linking to the dead gives `"noproc"`: as an exit signal to one that
 * traps exits, else thrown as {@link SupervisionError} `ERR_MAILSLOT_NOPROC`.
 *
 * @example
 * ```ts
 * import { go, sleep } from "@mailslot/core";
 * import { exit, link } from "@mailslot/supervision";
 *
 * const first = go(() => sleep(60_000));
 * const second = go(function* () {
 *   link(first);
 *   yield* sleep(60_000);
 * });
 * await go(() => sleep(1));
 * exit(first, "shutdown"); // the reason goes on to the task that is linked
 * console.log((await second.outcome()).status); // cancelled
 * ```
 */
export function link(target: Linkable, self: Linkable = here("link()")): void {
  const own = bondsOf(self);
  const other = bondsOf(target);
  if (own === other || own.dead) return;
  if (!other.dead) {
    if (!own.link(other)) return;
    own.linked(other);
    other.linked(own);
  } else if (own.trapping) other.tellByLink(own, "noproc");
  else {
    throw new SupervisionError(
      "ERR_MAILSLOT_NOPROC",
      `${own.owner.name} cannot be linked to ${other.owner.name}, which has ended: monitor it, or trap exits`,
    );
  }
}

/**
 * Ends the link, for both. No exit signal of it arrives afterwards, not even one that waits in the mailbox.
 *
 * @example
 * ```ts
 * import { go, sleep } from "@mailslot/core";
 * import { exit, link, unlink } from "@mailslot/supervision";
 *
 * const first = go(() => sleep(60_000));
 * await go(function* second() {
 *   link(first);
 *   unlink(first);
 *   exit(first, "shutdown");
 *   yield* sleep(1);
 *   console.log("still here"); // still here
 * });
 * ```
 */
export function unlink(target: Linkable, self: Linkable = here("unlink()")): void {
  const own = bondsOf(self);
  const other = bondsOf(target);
  own.unlink(other);
  own.unlinked(other);
  other.unlinked(own);
}
