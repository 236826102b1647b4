// The undo log: every change of the model's state during exploration goes through it, so that walking back up the
// tree of schedules restores exactly what was there.

export class UndoLog {
  private readonly targets: object[] = [];
  private readonly keys: PropertyKey[] = [];
  private readonly olds: unknown[] = [];

  /** Names the present state, for `rewind`. */
  mark(): number {
    return this.targets.length;
  }

  /** Sets a property and remembers what it was. */
  set<T extends object, K extends keyof T>(target: T, key: K, value: T[K]): void {
    const old = target[key];
    if (old === value) return;
    this.targets.push(target);
    this.keys.push(key);
    this.olds.push(old);
    target[key] = value;
  }

  /** Remembers an element that the caller changes (or has changed) by other means. */
  remember(target: object, key: number, old: unknown): void {
    this.targets.push(target);
    this.keys.push(key);
    this.olds.push(old);
  }

  /** Takes back every change made since `mark`, newest first. */
  rewind(mark: number): void {
    const { targets, keys, olds } = this;
    for (let i = targets.length - 1; i >= mark; i--) {
      (targets[i] as Record<PropertyKey, unknown>)[keys[i]!] = olds[i];
    }
    targets.length = mark;
    keys.length = mark;
    olds.length = mark;
  }
}
