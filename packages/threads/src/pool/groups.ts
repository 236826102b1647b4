/** Which group a job or an actor is for: the one that is named, or that of the thread that makes it. */

import { badArgument } from "@mailslot/core/engine";
import { unknownGroup } from "../errors.js";
import type { Places } from "../thread/places.js";

/** The group of the workers that are in none of `groups`. */
export const DEFAULT_GROUP = "default";

/** Returns the number of a group; without a name, of that of `thread`. Fails with `ERR_MAILSLOT_UNKNOWN_GROUP`. */
export function groupNumber(places: Places, thread: number, what: string, name: unknown): number {
  if (name === undefined) return places.groupOf(thread);
  if (typeof name !== "string") throw badArgument(`the group of ${what}`, name, "the name of a group");
  const number = places.numberOf(name);
  if (number < 0)
    throw unknownGroup(
      what,
      name,
      places.plan.groups.map((group) => group.name),
    );
  return number;
}
