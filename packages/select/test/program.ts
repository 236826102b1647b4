/** Random programs of selects: what they may do, and the shape of what is seen of them. */
import * as fc from "fast-check";

/** The capacities of the channels of a program. */
export const CAPACITIES: readonly number[] = [0, 1, 2, Number.POSITIVE_INFINITY];

export type SomeCase =
  | { readonly kind: "recv" | "send" | "permit"; readonly on: number }
  | { readonly kind: "time"; readonly ms: number };

export type Step =
  | {
      readonly do: "select";
      readonly cases: readonly SomeCase[];
      readonly biased: boolean;
      readonly otherwise: boolean;
    }
  | { readonly do: "send" | "recv" | "close"; readonly on: number }
  | { readonly do: "cancel" | "use" | "release"; readonly which: number }
  | { readonly do: "advance" };

/** How a select ended: the name of the case with its value, or the code of its failure. */
export type End = { readonly case: string; readonly value: unknown } | { readonly failed: string } | "cancelled";

/** What a step did: what its caller saw, and which selects ended, by their numbers. */
export interface Seen {
  readonly answer: unknown;
  readonly ends: ReadonlyMap<number, End>;
}

const on = fc.nat({ max: CAPACITIES.length - 1 });
const someCase: fc.Arbitrary<SomeCase> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constantFrom("recv" as const, "send" as const), on }) },
  // A rendezvous has no room to keep.
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("permit" as const), on: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("time" as const), ms: fc.nat({ max: 3 }) }) },
);

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant("select" as const),
      cases: fc.array(someCase, { minLength: 1, maxLength: 4 }),
      biased: fc.boolean(),
      otherwise: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom("send" as const, "recv" as const), on }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom("cancel" as const, "use" as const, "release" as const),
      which: fc.nat({ max: 9 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("advance" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("close" as const), on }) },
);

export const programs: fc.Arbitrary<Step[]> = fc.array(step, { maxLength: 50 });
