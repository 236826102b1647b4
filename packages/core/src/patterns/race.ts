/** Several at once, until the first has succeeded. */
import { oneshot } from "../channel/oneshot.js";
import { isReadable, messageOf } from "../errors.js";
import { badArgument, checkOptions } from "../misuse.js";
import type { Source } from "../source/source.js";
import type { Body, Steps, TaskOptions } from "../task/handle.js";
import { type Scope, scope } from "../task/scope.js";
import { bodyOf, type Member, type MemberValue } from "./members.js";

/**
 * Runs `members`, a list of operations and bodies, at the same time; completes with the value of the first that
 * succeeds. Then the others are cancelled, their waits given up, and their clean-up is waited for.
 *
 * It is a {@link scope}: it acts when called, and giving up the wait cancels all. Fails with an `AggregateError` of all
 * errors, in the order of the members, when all have failed; and with what the clean-up of one that lost throws. What a member
 * that lost has taken by then is lost: among channels, choose with a select. A list without members would never
 * end: `ERR_MAILSLOT_ARGUMENT`.
 *
 * @example
 * ```ts
 * import { go, race, sleep } from "@mailslot/core";
 *
 * function* load(mirror: string, ms: number) {
 *   yield* sleep(ms);
 *   if (mirror === "a") throw new Error("mirror a is down");
 *   return `from ${mirror}`;
 * }
 * const task = go(() => race([() => load("a", 1), () => load("b", 2), () => load("c", 60_000)]));
 * console.log(await task); // from b
 * ```
 */
export function race<const M extends readonly Member[]>(
  members: M,
  options: TaskOptions = {},
): Source<MemberValue<M[number]>> {
  checkOptions("race()", options);
  if (!isReadable(members) || !Array.isArray(members) || members.length === 0)
    throw badArgument("the argument of race()", members, "a list of at least one operation or body");
  const bodies = members.map((member, index) => bodyOf("race", index, member));
  return scope((tasks) => first(tasks, bodies), { name: "race", ...options }) as Source<never>;
}

function* first(tasks: Scope, bodies: readonly Body<unknown>[]): Steps<unknown> {
  const won = oneshot<unknown>();
  const errors: unknown[] = new Array(bodies.length);
  let left = bodies.length;
  let over = false;
  const contenders = bodies.map((body, index) => tasks.go(() => contend(body, index), { name: `race ${index}` }));
  try {
    return yield* won;
  } finally {
    over = true;
    for (const each of contenders) each.cancel("another has won the race");
  }

  function* contend(body: Body<unknown>, index: number): Steps<void> {
    try {
      const value = yield* scope((own) => own.go(body));
      if (!won.settled) won.send(value);
    } catch (error) {
      if (over) throw error; // what the clean-up of one that lost throws
      errors[index] = error;
      if (--left > 0) return;
      won.fail(
        new AggregateError(errors, `all members of race() have failed, the first with: ${messageOf(errors[0])}`),
      );
    }
  }
}
