/**
 * Random programs of loops, with selects beside them: what they may do. All take the first case that is ready, so that what
 * happens, and in what order everybody waits, is certain.
 */
import * as fc from "fast-check";
import { CAPACITIES } from "../program.js";

/** A receive or a send; null is disabled. */
export type LoopCase = { readonly kind: "recv" | "send"; readonly on: number } | null;

export type LoopStep =
  | { readonly do: "loop" | "select"; readonly cases: readonly LoopCase[] }
  | { readonly do: "round" | "cancel" | "end"; readonly which: number }
  | { readonly do: "set"; readonly which: number; readonly at: number; readonly given: LoopCase }
  | { readonly do: "send" | "recv" | "close"; readonly on: number };

const on = fc.nat({ max: CAPACITIES.length - 1 });
const which = fc.nat({ max: 9 });
const given: fc.Arbitrary<LoopCase> = fc.oneof(
  { weight: 9, arbitrary: fc.record({ kind: fc.constantFrom("recv" as const, "send" as const), on }) },
  { weight: 1, arbitrary: fc.constant(null) },
);
const cases = fc.array(given, { minLength: 1, maxLength: 4 });

const step: fc.Arbitrary<LoopStep> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant("loop" as const), cases }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("select" as const),
      cases: cases.filter((all) => all.some((each) => each !== null)),
    }),
  },
  { weight: 12, arbitrary: fc.record({ do: fc.constant("round" as const), which }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("cancel" as const), which }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("set" as const), which, at: fc.nat({ max: 4 }), given }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constantFrom("send" as const, "recv" as const), on }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("end" as const), which }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("close" as const), on }) },
);

export const loopPrograms: fc.Arbitrary<LoopStep[]> = fc.array(step, { maxLength: 60 });
