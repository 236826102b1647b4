/** The answer of an actor in a component. */
import type { MessageArguments, Ref, ReplyOf } from "@mailslot/actor";
import type { Source } from "@mailslot/core";
import { checkKind } from "@mailslot/core/engine";
import { useMemo, useRef, useSyncExternalStore } from "react";
import { Question } from "./question.js";

/** An ask of a component: how far it is. */
export type Asked<T> = Pending<T> | Answered<T>;

/** An ask whose answer has not come. */
export interface Pending<T> {
  readonly isPending: true;
  /** The answer before, when the same was asked again; else undefined. */
  readonly value: T | undefined;
  /** Does nothing: it is asked. */
  again(): void;
}

/** An ask whose answer has come. */
export interface Answered<T> {
  readonly isPending: false;
  /** The answer. */
  readonly value: T;
  /** Asks the same again; until that is answered, the value stays. */
  again(): void;
}

/**
 * Asks an actor when the component is mounted, and whenever the ref, the message or an argument (by `Object.is`) is another one; gives the
 * answer when it has come. An ask that fails is thrown when the component renders, to the error boundary around it; mounted again, the
 * component asks again. Unmounting gives the ask up: one that the actor has not begun to handle, it does not handle. Under StrictMode,
 * which mounts twice, the first of two asks is given up so. On a server nothing is asked.
 *
 * @example
 * ```ts
 * import { defineActor, spawn } from "@mailslot/actor";
 * import { useAsk } from "@mailslot/react";
 * import { createElement } from "react";
 * import { renderToString } from "react-dom/server";
 *
 * const Account = defineActor("account", { receive: { balance: (_ctx, currency: string) => `100 ${currency}` } });
 * const account = spawn(Account);
 * function Balance() {
 *   const { isPending, value } = useAsk(account, "balance", "EUR");
 *   return createElement("b", null, isPending ? "asking" : value);
 * }
 * console.log(renderToString(createElement(Balance))); // <b>asking</b>: a server does not wait
 * ```
 */
export function useAsk<R, K extends keyof R & string>(
  ref: Ref<R>,
  message: K,
  ...args: MessageArguments<R[K]>
): Asked<ReplyOf<R[K]>> {
  checkKind("the ref given to useAsk()", ref, "askWith", "a ref of an actor");
  const held = useStable(args as readonly unknown[]);
  const question = useMemo(() => new Question(() => asking(ref, message, held)), [ref, message, held]);
  const state = useSyncExternalStore(question.subscribe, question.read, question.read);
  if ("error" in state) throw state.error;
  return state;
}

function asking<R, K extends keyof R & string>(
  ref: Ref<R>,
  message: K,
  args: readonly unknown[],
): Source<ReplyOf<R[K]>> {
  const ask = ref.ask as Readonly<Record<string, (...args: readonly unknown[]) => Source<ReplyOf<R[K]>>>>;
  return (ask[message] as (typeof ask)[string])(...args);
}

/** Returns the list of the render before, as long as its members are the same. */
function useStable(list: readonly unknown[]): readonly unknown[] {
  const held = useRef(list);
  const { current } = held;
  const isSame = current.length === list.length && current.every((each, n) => Object.is(each, list[n]));
  if (!isSame) held.current = list;
  return held.current;
}
