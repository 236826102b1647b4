// The same numbers in every run: the generator of Savina's PseudoRandom.

export class PseudoRandom {
  constructor(seed = 74_755) {
    this.value = seed;
  }

  /** The next number from 0 to 65,535. */
  next() {
    this.value = (this.value * 1309 + 13_849) & 65_535;
    return this.value;
  }

  /** The next number from 0 up to, not including, `limit`. */
  below(limit) {
    return this.next() % limit;
  }
}
