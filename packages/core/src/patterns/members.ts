/** What `all` and `race` are given: operations, and bodies of tasks. */
import { checkKind } from "../misuse.js";
import type { Source } from "../source/source.js";
import type { Body, ResultOf } from "../task/handle.js";
import { bodyIn, drive } from "../task/steps.js";

/** An operation, such as a task or a receive, or the body of a task that is to be started. */
export type Member = Source<unknown> | Body<unknown>;

/** The type of value that a member gives. */
export type MemberValue<M> = M extends Source<infer T> ? T : M extends Body<infer R> ? ResultOf<R> : never;

/** Returns what a task runs for a member. Fails with `ERR_MAILSLOT_ARGUMENT` when there is nothing to run. */
export function bodyOf(caller: string, key: PropertyKey, member: Member): Body<unknown> {
  const body = bodyIn(member) as Body<unknown> | null;
  if (body !== null) return body;
  const want = "an operation or a body; make an operation of a promise with fromPromise()";
  checkKind(`member ${String(key)} given to ${caller}()`, member, "poll", want);
  return () => drive(member as Source<unknown>);
}
