/**
 * How many bytes a link may still carry before it is dropped.
 *
 * Invariants: `left` is not below 0; `spent` is called once, when it is 0.
 */
export class Quota {
  private left: number;
  private spent: (() => void) | null;

  constructor(bytes: number, spent: () => void) {
    this.left = bytes;
    this.spent = spent;
  }

  /** Returns what of `bytes` passes. */
  take(bytes: Buffer): Buffer {
    const passing = bytes.subarray(0, this.left);
    this.left -= passing.length;
    return passing;
  }

  /** Drops the link when nothing may pass any more. */
  look(): void {
    if (this.left > 0) return;
    const { spent } = this;
    this.spent = null;
    spent?.();
  }
}
