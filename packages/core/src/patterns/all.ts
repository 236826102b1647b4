/** Waiting for several at once, until all have completed. */
import { isReadable } from "../errors.js";
import { badArgument, checkOptions } from "../misuse.js";
import type { Source } from "../source/source.js";
import { watchEnd } from "../task/end.js";
import type { TaskOptions } from "../task/handle.js";
import { scope } from "../task/scope.js";
import { bodyOf, type Member, type MemberValue } from "./members.js";

/**
 * Waits for all of `members`, a list or an object of operations and bodies; completes with a list or object of their
 * values. Bodies run in tasks of their own, at the same time.
 *
 * It is a {@link scope}: it acts when called; the first failure cancels the bodies, gives up the waits, and is
 * rethrown; so does giving up the wait. A task among the members is waited for, and not cancelled. What other members have
 * given by then is lost: among channels, choose with a select. Fails with `ERR_MAILSLOT_ARGUMENT` when a member
 * is neither an operation nor a body; then none has begun.
 *
 * @example
 * ```ts
 * import { all, go, sleep } from "@mailslot/core";
 *
 * const page = go(function* page() {
 *   const { user, posts } = yield* all({
 *     *user() {
 *       yield* sleep(1);
 *       return "Ann";
 *     },
 *     posts: go(() => 3),
 *   });
 *   return `${user}: ${posts} posts`;
 * });
 * console.log(await page); // Ann: 3 posts
 * ```
 */
export function all<const M extends readonly Member[] | Readonly<Record<string, Member>>>(
  members: M,
  options: TaskOptions = {},
): Source<{ -readonly [K in keyof M]: MemberValue<M[K]> }> {
  checkOptions("all()", options);
  if (!isReadable(members))
    throw badArgument("the argument of all()", members, "a list or an object of operations and bodies");
  const bodies = Object.entries<Member>(members as Record<string, Member>).map(
    ([key, member]) => [key, bodyOf("all", key, member)] as const,
  );
  const values = (Array.isArray(members) ? new Array(bodies.length) : {}) as Record<string, unknown>;
  const combined = scope(
    (tasks) => {
      for (const [key, body] of bodies) {
        if (!Array.isArray(members)) values[key] = undefined; // keeps the order of the keys
        watchEnd(tasks.go(body, { name: `all ${key}` }), {
          ended(outcome) {
            if (outcome.status === "completed") values[key] = outcome.value;
            return false; // the scope sees a failure
          },
        });
      }
      return values;
    },
    { name: "all", ...options },
  );
  return combined as Source<never>;
}
