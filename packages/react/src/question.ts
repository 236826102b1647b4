/**
 * An ask as a store that components subscribe to. See docs/decisions/0610-hooks-of-react.md.
 *
 * Invariants: an ask is under way only while somebody is subscribed; `state` is another object exactly when it says something else.
 */
import { notReady, type Source, type Waiter } from "@mailslot/core";
import type { Asked } from "./use-ask.js";

/** What is known: an answer, or why there is none, or neither yet. */
export type State<T> = Asked<T> | { readonly error: unknown };

export class Question<T> implements Waiter<T> {
  after: Waiter | null;
  before: Waiter | null;
  /** These three are handed over as they are. */
  readonly subscribe: (changed: () => void) => () => void;
  readonly read: () => State<T>;
  private readonly again: () => void;
  private readonly ask: () => Source<T>;
  private readonly listeners: Set<() => void>;
  private state: State<T>;
  private asked: Source<T> | null;

  constructor(ask: () => Source<T>) {
    this.after = null;
    this.before = null;
    this.ask = ask;
    this.listeners = new Set();
    this.again = () => this.askAgain();
    this.state = { isPending: true, value: undefined, again: this.again };
    this.asked = null;
    this.read = () => this.state;
    this.subscribe = (changed) => {
      const listener = (): void => changed(); // the same callback may come twice
      this.listeners.add(listener);
      this.begin();
      return () => {
        this.listeners.delete(listener);
        if (this.listeners.size === 0) this.giveUp();
      };
    };
  }

  claim(): boolean {
    return this.asked !== null;
  }

  deliver(value: T): void {
    this.asked = null;
    this.become({ isPending: false, value, again: this.again });
  }

  fail(error: unknown): void {
    this.asked = null;
    this.become({ error });
  }

  private begin(): void {
    const { state } = this;
    if (this.asked !== null || "error" in state || !state.isPending) return;
    try {
      const asked = this.ask();
      this.asked = asked;
      const value = asked.poll();
      if (value === notReady) asked.subscribe(this);
      else this.deliver(value);
    } catch (error) {
      this.fail(error);
    }
  }

  private askAgain(): void {
    const { state } = this;
    if ("error" in state || state.isPending) return;
    this.become({ isPending: true, value: state.value, again: this.again });
    if (this.listeners.size > 0) this.begin();
  }

  private giveUp(): void {
    this.asked?.unsubscribe(this);
    this.asked = null;
  }

  private become(state: State<T>): void {
    this.state = state;
    for (const listener of [...this.listeners]) listener();
  }
}
