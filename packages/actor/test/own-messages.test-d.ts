/** What an actor tells itself; checked by `npm run types`, never run. */
import { type Context, defineActor, type RefTo, spawn } from "@mailslot/actor";
import { expectTypeOf } from "expect-type";

interface Work {
  begin(size: number): void;
  report(to: RefTo<Work>, text: string, urgent?: boolean): string;
}
type WorkContext = Context<{ left: number }, string, Work>;

// A context with its messages declared checks their arguments, and needs no annotation of what is inferred.
const Worker = defineActor("worker", {
  state: () => ({ left: 0 }),
  receive: {
    begin(ctx: WorkContext, size: number) {
      ctx.state.left = size;
      ctx.self.tell.report(ctx.self, "begun");
      ctx.tellAfter(10, "report", ctx.self, "begun");
      ctx.tellEvery({ ms: 10, key: "beat" }, "report", ctx.self, "left", true);
      // @ts-expect-error: a text is missing
      ctx.self.tell.report(ctx.self);
      // @ts-expect-error: text is not a number
      ctx.tellAfter(10, "report", ctx.self, 1);
      // @ts-expect-error: a size is missing
      ctx.tellEvery(10, "begin");
      // @ts-expect-error: no message of this name
      ctx.tellAfter(10, "end");
    },
    report: (_ctx, _to: RefTo<Work>, text: string, _urgent?: boolean) => text,
  },
  started(ctx: WorkContext) {
    ctx.self.tell.begin(1);
    // @ts-expect-error: a size is a number
    ctx.self.tell.begin("1");
  },
});
const worker: RefTo<Work> = spawn(Worker);
worker.tell.begin(1);

// The definition must have the messages that its handlers count on.
defineActor("worker", {
  state: () => ({ left: 0 }),
  receive: {
    // @ts-expect-error: report is not a message
    begin(ctx: WorkContext, size: number) {
      ctx.state.left = size;
    },
  },
});
// Their arguments are compared where a ref is handed out.
const Other = defineActor("worker", {
  state: () => ({ left: 0 }),
  receive: { begin: (_ctx: WorkContext, _size: string) => {}, report: () => "" },
});
// @ts-expect-error: a size is a number in one, and a text in the other
expectTypeOf<RefTo<Work>>(spawn(Other));

// Why names alone are inferred: the type of a function's argument is settled before what stands beside the function is known.
declare function define<R>(all: R & Readonly<Record<string, (own: R) => void>>): R;
define({
  first(own) {
    expectTypeOf(own).toEqualTypeOf<unknown>();
  },
  second() {},
});
