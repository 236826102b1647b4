/** A source seen through a function: the same waits, with results of another kind. */
import { checkFunction, checkOperation } from "../misuse.js";
import { type NotReady, notReady } from "./operation.js";
import { Wrapper } from "./relay.js";
import type { Source } from "./source.js";

export class Mapped<A, B> extends Wrapper<A, B> {
  readonly convert: (value: A) => B;
  private readonly onError: ((error: unknown) => B) | undefined;

  constructor(source: Source<A>, convert: (value: A) => B, onError?: (error: unknown) => B) {
    super(source);
    this.convert = convert;
    this.onError = onError;
  }

  override recover(error: unknown): B {
    if (this.onError === undefined) throw error;
    return this.onError(error);
  }

  poll(): B | NotReady {
    let value: A | NotReady;
    try {
      value = this.source.poll();
    } catch (error) {
      return this.recover(error);
    }
    return value === notReady ? notReady : this.convert(value);
  }
}

/**
 * Returns `source` with its results converted: a wait, a limit or a case of a select on either is one on both.
 *
 * @example
 * ```ts
 * import { channel, go, mapped, timeout } from "@mailslot/core";
 *
 * const texts = channel<string>();
 * const numbers = mapped(texts.recv(), Number);
 * texts.send("42");
 * console.log((await go(() => timeout(numbers, 1000))) + 1); // 43
 * ```
 */
export function mapped<A, B>(source: Source<A>, convert: (value: A) => B): Source<B> {
  checkFunction("the body given to mapped()", convert);
  return new Mapped(checkOperation("mapped", source), convert);
}
