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
  type Receiver,
  reserve,
  type Source,
  type Steps,
  sending,
  sleep,
  type Wait,
  watch,
} from "@mailslot/core";
import {
  type Case,
  events,
  nextEvent,
  type Otherwise,
  type Selected,
  select,
  selectEach,
  type ValueOf,
} from "@mailslot/select";
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
// @ts-expect-error: this case does not exist
loop.set("other", words);
expectTypeOf(selectEach({} as Record<string, Channel<Date>>)).resolves.toEqualTypeOf<{
  readonly case: string;
  readonly value: Date;
}>();

// A case that gives several types, or is disabled at times, gives all that it may give and no more.
declare const mixed: Channel<number> | Promise<string> | null;
declare const given: { readonly some?: Channel<number>; readonly word: Channel<string> };
declare const both: Source<number> & Receiver<string>;
declare const generator: AsyncGenerator<string, void, undefined>;
expectTypeOf<Selected<{ mixed: typeof mixed }>["value"]>().toEqualTypeOf<number | string>();
expectTypeOf(select(given)).resolves.toEqualTypeOf<
  { readonly case: "some"; readonly value: number } | { readonly case: "word"; readonly value: string }
>();
expectTypeOf<ValueOf<typeof both>>().toEqualTypeOf<string>(); // it is received from
expectTypeOf<ValueOf<typeof generator>>().toEqualTypeOf<IteratorResult<string, void>>();

// What never gives anything leaves a member whose value cannot be: an endless task may only fail.
const endless = go(function* (): Steps<never> {
  for (;;) yield* sleep(1_000);
});
expectTypeOf<Selected<{ endless: typeof endless }>["value"]>().toEqualTypeOf<never>();
expectTypeOf(select({ off: false, none: undefined })).toEqualTypeOf<Source<never>>();

// Names are text, however they are written; symbols are not names.
expectTypeOf<Selected<{ 1: Channel<number> }>>().toEqualTypeOf<{ readonly case: "1"; readonly value: number }>();
expectTypeOf<Selected<{ [Symbol.iterator]: Channel<number>; a: Channel<number> }>>().toEqualTypeOf<OfA>();

// Misuse: what looks like a case, or like an option.
// @ts-expect-error: an iterable is iterated over by what next() is called on
select({ chunks: new Blob([]).stream() });
// @ts-expect-error: a body is not a wait; go() makes one of it
select({ task: body });
// @ts-expect-error: cases have names
select([numbers, words]);
// @ts-expect-error: one source is waited for without a select
select(numbers.recv());
// @ts-expect-error: it is biased or not
select({ a: numbers }, { biased: "first" });
// @ts-expect-error: a source of choices is a function
select({ a: numbers }, { random: 42 });
// @ts-expect-error: this option does not exist
select({ a: numbers }, { timeout: 5 });
// @ts-expect-error: an event is named by text
nextEvent(button, 5);
// @ts-expect-error: it tells of no events
events({}, "click");

/** The types within a body. */
export function* body(): Generator<Wait, void> {
  const event = yield* select({ number: numbers, word: words, late: sleep(5) });
  if (event.case === "number") expectTypeOf(event.value).toEqualTypeOf<number>();
  else if (event.case === "word") expectTypeOf(event.value).toEqualTypeOf<string>();
  else expectTypeOf(event.case).toEqualTypeOf<"late">();
  expectTypeOf((yield* loop).value).toEqualTypeOf<number | string>();
  const perhaps = yield* select({ number: numbers }, { otherwise: true });
  if (perhaps.case === "otherwise") expectTypeOf(perhaps.value).toEqualTypeOf<undefined>();
  // @ts-expect-error: this case does not exist
  if (event.case === "nubmer") return;
  // @ts-expect-error: the value of another case
  if (event.case === "word") event.value satisfies number;
}

for await (const round of loop) expectTypeOf(round.case).toEqualTypeOf<"number" | "word">();

// A case named otherwise, and a result of that name, cannot be told apart.
select({ otherwise: numbers });
select({ otherwise: numbers }, { otherwise: false });
// @ts-expect-error two meanings of one name
select({ otherwise: numbers }, { otherwise: true });
declare const byName: Record<string, Receiver<number>>;
select(byName, { otherwise: true });
