/** What is inferred; checked by `npm run types`, never run. */
import {
  type Body,
  type BroadcastReceiver,
  broadcast,
  type Channel,
  channel,
  drain,
  type ForgottenStar,
  fromPromise,
  go,
  interval,
  type NotReady,
  oneshot,
  orClosed,
  type ResultOf,
  recvMany,
  type Sender,
  type Source,
  type Steps,
  scope,
  sleep,
  type Task,
  type TaskOutcome,
  taskLocal,
  timeout,
  type Wait,
  watch,
} from "@mailslot/core";
import { expectTypeOf } from "expect-type";

// What a task is joined for, by the kind of its body.
expectTypeOf(go(() => 1)).toEqualTypeOf<Task<number>>();
expectTypeOf(go(async () => "text")).toEqualTypeOf<Task<string>>();
expectTypeOf(
  go(function* () {
    yield* sleep(1);
    return true;
  }),
).toEqualTypeOf<Task<boolean>>();
expectTypeOf(go(() => oneshot<Date>())).toEqualTypeOf<Task<Date>>();
expectTypeOf(go(() => scope(async () => 1n))).toEqualTypeOf<Task<bigint>>();
expectTypeOf(go(() => {})).toEqualTypeOf<Task<void>>();
declare const load: (id: number) => Steps<Date>;
expectTypeOf(go(load(1))).toEqualTypeOf<Task<Date>>();
expectTypeOf<ResultOf<Generator<never, 7>>>().toEqualTypeOf<7>();
expectTypeOf<ResultOf<Generator<Wait, 7>>>().toEqualTypeOf<7>();
expectTypeOf<ResultOf<Promise<7>>>().toEqualTypeOf<7>();

// A forgotten star is a type that says so, and nothing that could be taken for a result.
expectTypeOf(
  go(function* () {
    yield sleep(1);
    return 1;
  }),
).toEqualTypeOf<Task<ForgottenStar>>();
expectTypeOf(
  go(function* () {
    yield Promise.resolve();
  }),
).toEqualTypeOf<Task<ForgottenStar>>();
expectTypeOf<ForgottenStar>().not.toExtend<number>();

// Channels carry what they are made for, to the value that yield* and await give.
const numbers = channel<number>();
expectTypeOf(numbers).toEqualTypeOf<Channel<number>>();
expectTypeOf(numbers.recv()).toEqualTypeOf<Source<number>>();
expectTypeOf(numbers.send).parameter(0).toEqualTypeOf<number>();
expectTypeOf(numbers.tryRecv()).toEqualTypeOf<number | NotReady>();
expectTypeOf(channel({ capacity: 1, onDrop: (_: string) => {} })).toEqualTypeOf<Channel<string>>();
expectTypeOf<Awaited<ReturnType<typeof numbers.recv>>>().toEqualTypeOf<number>();
expectTypeOf(recvMany(numbers, 8)).resolves.toEqualTypeOf<number[]>();
expectTypeOf(drain(numbers)).toEqualTypeOf<number[]>();
expectTypeOf(orClosed(numbers.recv(), null)).toEqualTypeOf<Source<number | null>>();
expectTypeOf(broadcast<number>(8).subscribe()).toEqualTypeOf<BroadcastReceiver<number>>();
expectTypeOf(watch("a").value).toEqualTypeOf<string>();
expectTypeOf(interval(1)).resolves.toEqualTypeOf<number>();

// A sender of more takes the place of a sender of less, not the other way round.
expectTypeOf<Sender<number | string>>().toExtend<Sender<number>>();

// Limits and promises keep the type of what they limit.
expectTypeOf(timeout(numbers.recv(), 5)).toEqualTypeOf<Source<number>>();
expectTypeOf(fromPromise(Promise.resolve("text"))).toEqualTypeOf<Source<string>>();
expectTypeOf(go(() => 1).outcome()).toEqualTypeOf<Source<TaskOutcome<number>>>();

// An outcome narrows by its status.
declare const outcome: TaskOutcome<number>;
if (outcome.status === "completed") expectTypeOf(outcome.value).toEqualTypeOf<number>();
else expectTypeOf(outcome.status === "failed" ? outcome.error : outcome.reason).toEqualTypeOf<unknown>();

expectTypeOf(taskLocal("user", "nobody").get()).toEqualTypeOf<string>();
expectTypeOf<Body<number>>().parameter(0).toEqualTypeOf<Task>();

/** The types within a body. */
export function* body(): Generator<Wait, void> {
  expectTypeOf(yield* numbers.recv()).toEqualTypeOf<number>();
  expectTypeOf(yield* oneshot<"yes">()).toEqualTypeOf<"yes">();
  expectTypeOf(yield* sleep(1)).toEqualTypeOf<void>();
  expectTypeOf(yield* go(() => "text")).toEqualTypeOf<string>();
  expectTypeOf(
    yield* scope(function* (tasks) {
      return yield* tasks.go(() => 1);
    }),
  ).toEqualTypeOf<number>();
}
