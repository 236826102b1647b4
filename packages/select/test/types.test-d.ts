/** What select infers; checked by `npm run types`, never run. */
import {
  type Channel,
  channel,
  go,
  interval,
  type Oneshot,
  oneshot,
  orClosed,
  type Permit,
  reserve,
  type Source,
  sending,
  sleep,
  type Wait,
  watch,
} from "@mailslot/core";
import { type Case, events, nextEvent, type Otherwise, type Selected, select, selectEach } from "@mailslot/select";
import { expectTypeOf } from "expect-type";

const [numbers, words] = [channel<number>(), channel<string>()];

// A union with one member for each case, told apart by `case`.
expectTypeOf(select({ number: numbers, word: words })).resolves.toEqualTypeOf<
  { readonly case: "number"; readonly value: number } | { readonly case: "word"; readonly value: string }
>();

declare const page: Promise<Date>;
declare const lines: AsyncIterator<string, boolean>;
declare const stop: AbortSignal;
declare const button: EventTarget;
declare const sometimes: boolean;
declare const maybe: Oneshot<bigint> | undefined;

const everything = {
  recv: numbers.recv(),
  sent: sending(words, "text"),
  permit: reserve(numbers),
  late: sleep(5),
  tick: interval(5),
  task: go(() => "done"),
  once: oneshot<boolean>(),
  change: watch({ level: 1 }).subscribe(),
  stop,
  page,
  lines,
  clicks: events<Event>(button, "click"),
  next: nextEvent<Event>(button, "click"),
  end: orClosed(numbers.recv(), null),
  job: sometimes && words,
  maybe,
  inner: select({ a: numbers }),
};
type Given<K extends string> = Extract<Selected<typeof everything>, { case: K }>["value"];

expectTypeOf<Given<"recv">>().toEqualTypeOf<number>();
expectTypeOf<Given<"sent">>().toEqualTypeOf<void>();
expectTypeOf<Given<"permit">>().toEqualTypeOf<Permit<number>>();
expectTypeOf<Given<"late">>().toEqualTypeOf<void>();
expectTypeOf<Given<"tick">>().toEqualTypeOf<number>();
expectTypeOf<Given<"task">>().toEqualTypeOf<string>();
expectTypeOf<Given<"once">>().toEqualTypeOf<boolean>();
expectTypeOf<Given<"change">>().toEqualTypeOf<{ level: number }>();
expectTypeOf<Given<"stop">>().toEqualTypeOf<unknown>();
expectTypeOf<Given<"page">>().toEqualTypeOf<Date>();
expectTypeOf<Given<"lines">>().toEqualTypeOf<IteratorResult<string, boolean>>();
expectTypeOf<Given<"clicks">>().toEqualTypeOf<Event>();
expectTypeOf<Given<"next">>().toEqualTypeOf<Event>();
expectTypeOf<Given<"end">>().toEqualTypeOf<number | null>();
expectTypeOf<Given<"job">>().toEqualTypeOf<string>();
expectTypeOf<Given<"maybe">>().toEqualTypeOf<bigint>();
expectTypeOf<Given<"inner">>().toEqualTypeOf<{ readonly case: "a"; readonly value: number }>();

// A case that is never enabled is no member.
expectTypeOf(select({ a: numbers, off: false })).resolves.toEqualTypeOf<{
  readonly case: "a";
  readonly value: number;
}>();

// `otherwise` is a member exactly when it may be.
type OfA = { readonly case: "a"; readonly value: number };
expectTypeOf(select({ a: numbers }, { otherwise: true })).toEqualTypeOf<Source<OfA | Otherwise>>();
expectTypeOf(select({ a: numbers }, { otherwise: sometimes })).toEqualTypeOf<Source<OfA | Otherwise>>();
expectTypeOf(select({ a: numbers }, { otherwise: false })).toEqualTypeOf<Source<OfA>>();
expectTypeOf(select({ a: numbers }, { biased: true })).toEqualTypeOf<Source<OfA>>();

// What is no source is no case.
expectTypeOf<number>().not.toExtend<Case>();
expectTypeOf<() => number>().not.toExtend<Case>();
// @ts-expect-error: a number cannot be waited for
select({ bad: 5 });
// @ts-expect-error: the loop form always waits
selectEach({ a: numbers }, { otherwise: true });

// The loop form gives the same, and its cases are set to what they were made for.
const loop = selectEach({ number: numbers as Channel<number> | false, word: words });
loop.set("number", false);
loop.set("number", channel<number>());
// @ts-expect-error: the case is of strings
loop.set("word", numbers);
// @ts-expect-error: there is no such case
loop.set("other", words);
expectTypeOf(selectEach({} as Record<string, Channel<Date>>)).resolves.toEqualTypeOf<{
  readonly case: string;
  readonly value: Date;
}>();

/** The types within a body. */
export function* body(): Generator<Wait, void> {
  const event = yield* select({ number: numbers, word: words, late: sleep(5) });
  if (event.case === "number") expectTypeOf(event.value).toEqualTypeOf<number>();
  else if (event.case === "word") expectTypeOf(event.value).toEqualTypeOf<string>();
  else expectTypeOf(event.case).toEqualTypeOf<"late">();
  expectTypeOf((yield* loop).value).toEqualTypeOf<number | string>();
}

for await (const round of loop) expectTypeOf(round.case).toEqualTypeOf<"number" | "word">();
