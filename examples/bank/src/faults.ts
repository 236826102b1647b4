// The injected crashes: now and then a booking fails, before or after it is written down. The one that asked cannot tell which.

/** Where in a booking a crash comes. */
export type Moment = "before" | "after";

/** Crashes the booking that has reached this point, or lets it go on. */
export type Faults = (moment: Moment) => void;

/** Thrown by a booking that was chosen to crash. */
export class InjectedCrash extends Error {
  readonly moment: Moment;

  constructor(moment: Moment) {
    super(`the disk failed ${moment} the booking was written down`);
    this.name = "InjectedCrash";
    this.moment = moment;
  }
}

/** Fails one booking in `oneIn` (none for 0): every other one after it was written down. */
export function faultsOf(oneIn: number, random: () => number): Faults {
  return (moment) => {
    if (oneIn > 0 && random() * 2 * oneIn < 1) throw new InjectedCrash(moment);
  };
}
