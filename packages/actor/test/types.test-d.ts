/** What is inferred of actors; checked by `npm run types`, never run. */
import {
  type AnyRef,
  type AskFor,
  type Context,
  createGroup,
  createRegistry,
  type Definition,
  defineActor,
  defineRawActor,
  type ExitReason,
  exitOf,
  type RawContext,
  type Ref,
  type RefOf,
  type RefTo,
  type ReplyOf,
  router,
  spawn,
  topic,
  whereIs,
} from "@mailslot/actor";
import { go, type Interval, interval, type Operation, type Source, sleep, type Task } from "@mailslot/core";
import { expectTypeOf } from "expect-type";

const Account = defineActor("account", {
  state: (balance = 0) => ({ balance }),
  receive: {
    deposit(ctx, amount: number) {
      expectTypeOf(ctx.state).toEqualTypeOf<{ balance: number }>();
      ctx.state.balance += amount;
    },
    balance: (ctx) => ctx.state.balance,
    *transfer(_ctx, to: AnyRef, amount: number, note?: string) {
      yield* sleep(amount);
      return `${to.name} ${note ?? ""}`;
    },
    async save(_ctx) {
      return { saved: true };
    },
    later: () => sleep(1),
  },
  started(ctx) {
    expectTypeOf(ctx.state.balance).toEqualTypeOf<number>();
  },
  stopped(_ctx, reason) {
    expectTypeOf(reason).toEqualTypeOf<ExitReason>();
  },
});
type AccountRef = RefOf<typeof Account>;

// Spawn takes the arguments of the state, and nothing else.
const account = spawn(Account, 100);
expectTypeOf(account).toEqualTypeOf<AccountRef>();
spawn(Account);
// @ts-expect-error: the balance is a number
spawn(Account, "100");
// @ts-expect-error: there is one argument
spawn(Account, 1, 2);

// Tell and ask have a method per handler, with its arguments and its reply.
expectTypeOf<keyof AccountRef["tell"]>().toEqualTypeOf<"deposit" | "balance" | "transfer" | "save" | "later">();
expectTypeOf(account.tell.deposit).toEqualTypeOf<(amount: number) => Operation<void>>();
expectTypeOf(account.tell.transfer).parameters.toEqualTypeOf<[to: AnyRef, amount: number, note?: string | undefined]>();
expectTypeOf(account.ask.balance()).toEqualTypeOf<Source<number>>();
expectTypeOf(account.ask.transfer(account, 1)).toEqualTypeOf<Source<string>>();
expectTypeOf(account.ask.save()).toEqualTypeOf<Source<{ saved: boolean }>>();
expectTypeOf(account.ask.later()).toEqualTypeOf<Source<void>>();
expectTypeOf(account.askWith({ timeout: 1 }).balance()).toEqualTypeOf<Source<number>>();
expectTypeOf<ReplyOf<(ctx: never) => Promise<Date>>>().toEqualTypeOf<Date>();

// @ts-expect-error: there is no such message
account.tell.withdraw?.(1);
// @ts-expect-error: an amount is missing
account.tell.deposit();
// @ts-expect-error: an amount is a number
account.tell.deposit("5");
// @ts-expect-error: one amount is enough
account.tell.deposit(1, 2);
// @ts-expect-error: an ask takes the same arguments
account.ask.transfer(account, "1");
// @ts-expect-error: a signal is an AbortSignal
account.askWith({ signal: 5 });

// A ref of more fits where one of less is wanted, not the other way round; all are refs.
expectTypeOf<AccountRef>().toExtend<AnyRef>();
expectTypeOf<AccountRef>().toExtend<Ref<{ balance: (ctx: never) => number }>>();
expectTypeOf<Ref<{ balance: (ctx: never) => number }>>().not.toExtend<AccountRef>();
expectTypeOf(exitOf(account)).toEqualTypeOf<Source<ExitReason>>();

// Without state there is none.
const Plain = defineActor("plain", { receive: { hear: (ctx) => expectTypeOf(ctx.state).toEqualTypeOf<undefined>() } });
expectTypeOf(Plain).toExtend<Definition<[]>>();

// Behaviours: their names, and the arguments and replies of the handlers that they override.
export const Door = defineActor("door", {
  state: (opened: number) => ({ opened }),
  receive: {
    knock(ctx, who: string): string {
      ctx.become("open");
      // @ts-expect-error: it cannot become that
      ctx.become("ajar");
      return `who is there? ${who}`;
    },
  },
  behaviours: {
    open: {
      knock(ctx, who) {
        expectTypeOf(who).toEqualTypeOf<string>();
        expectTypeOf(ctx.state.opened).toEqualTypeOf<number>();
        ctx.become(null);
        return "come in";
      },
    },
  },
  initially: "open",
});

defineActor("door", {
  receive: { knock: () => "who is there?" },
  behaviours: {
    // @ts-expect-error: a reply is a text
    open: { knock: () => 1 },
  },
});

defineActor("door", {
  receive: { knock: () => "who is there?" },
  // @ts-expect-error: it receives no such message
  interleave: ["enter"],
});

// The context asks others with their types.
declare const context: Context;
expectTypeOf(context.asking(account)).toEqualTypeOf<
  AskFor<typeof Account extends Definition<infer _A, infer R> ? R : 0>
>();
expectTypeOf(context.asking(account).balance()).toEqualTypeOf<Source<number>>();

// Raw actors: messages are declared as methods.
interface Counting {
  add(n: number): void;
  total(): number;
}
const Counter = defineRawActor("counter", function* (ctx: RawContext<Counting>, start: number) {
  const message = yield* ctx.receive();
  if (message.name === "add") expectTypeOf(message.args).toEqualTypeOf<[n: number]>();
  else message.reply(start);
  const total = yield* ctx.receive("total");
  expectTypeOf(total.name).toEqualTypeOf<"total">();
  // @ts-expect-error: it is answered with a number
  total.reply("1");
});
const counter = spawn(Counter, 1);
expectTypeOf(counter.ask.total()).toEqualTypeOf<Source<number>>();
expectTypeOf(counter.tell.add).toEqualTypeOf<(n: number) => Operation<void>>();
// @ts-expect-error: it begins with a number
spawn(Counter);

// Groups, registries and routers keep the type of their refs.
const group = createGroup<AccountRef>("accounts");
expectTypeOf(group.members()).toEqualTypeOf<AccountRef[]>();
expectTypeOf(router(group).ask.balance()).toEqualTypeOf<Source<number>>();
expectTypeOf(router([account]).tell.deposit).parameters.toEqualTypeOf<[amount: number]>();
expectTypeOf(createRegistry<string, AccountRef>().whereIs("a")).toEqualTypeOf<AccountRef | null>();
expectTypeOf(whereIs("a", Account)).toEqualTypeOf<AccountRef | null>();
// @ts-expect-error: a counter is no account
group.join(counter);

// Definitions that name each other, and themselves, in their messages.

interface PingMessages {
  ping(from: RefTo<PongMessages>, left: number): void;
}
interface PongMessages {
  pong(from: RefTo<PingMessages>, left: number): number;
}
interface NodeMessages {
  add(child: RefTo<NodeMessages>): void;
  size(): number;
}

const Ping = defineActor("ping", {
  receive: {
    *ping(ctx, from: RefTo<PongMessages>, left: number) {
      expectTypeOf(yield* from.ask.pong(ctx.self, left)).toEqualTypeOf<number>();
    },
  },
});
const Pong = defineActor("pong", {
  receive: {
    pong(ctx, from: RefTo<PingMessages>, left: number) {
      from.tell.ping(ctx.self, left - 1);
      return left;
    },
  },
});
const TreeNode = defineActor("node", {
  state: () => ({ children: [] as RefTo<NodeMessages>[] }),
  receive: {
    add: (ctx, child: RefTo<NodeMessages>) => void ctx.state.children.push(child),
    *size(ctx) {
      let size = 1;
      for (const child of ctx.state.children) size += yield* child.ask.size();
      return size;
    },
  },
});
spawn(Ping).tell.ping(spawn(Pong), 3);
spawn(TreeNode).tell.add(spawn(TreeNode));
// @ts-expect-error: a ping does not understand what a pong does
spawn(Ping).tell.ping(spawn(Ping), 3);

// What a handler knows of its own actor.

defineActor("knowing", {
  receive: {
    first(ctx, n: number) {
      ctx.tellAfter(10, "second");
      ctx.tellEvery({ ms: 10, key: "any" }, "first", n);
      ctx.self.tell.second();
      // @ts-expect-error: no message of this name
      ctx.tellAfter(10, "third");
      // @ts-expect-error: no message of this name
      ctx.tellEvery(10, "third");
      // @ts-expect-error: no message of this name
      ctx.self.tell.third();
    },
    second(ctx) {
      // @ts-expect-error: a handler has no `this`
      this.first(ctx, 1);
    },
  },
  started(ctx) {
    ctx.self.tell.second();
    // @ts-expect-error: a hook has no `this`
    this.stopped?.(ctx, "normal");
  },
  // @ts-expect-error: no message of this name
  interleave: ["third"],
});

// @ts-expect-error: `await` looks for `then`, so no message is called so
defineActor("thenable", { receive: { then: (_ctx: Context) => {} } });
expectTypeOf<keyof RefTo<{ then(): void; other(): void }>["tell"]>().toEqualTypeOf<"other">();

// What is waited for, and what is the reply.

const Returning = defineActor("returning", {
  receive: {
    ref: () => spawn(Account),
    task: () => go(() => sleep(1)),
    clock: () => interval(1),
    nap: () => sleep(1),
    maybe: (_ctx, name: string) => whereIs(name, Account),
  },
});
type Returned = typeof Returning extends Definition<infer _A, infer R> ? R : never;
expectTypeOf<ReplyOf<Returned["ref"]>>().toEqualTypeOf<RefOf<typeof Account>>();
expectTypeOf<ReplyOf<Returned["task"]>>().toEqualTypeOf<Task<void>>();
expectTypeOf<ReplyOf<Returned["clock"]>>().toEqualTypeOf<Interval>();
expectTypeOf<ReplyOf<Returned["nap"]>>().toEqualTypeOf<void>();
expectTypeOf<ReplyOf<Returned["maybe"]>>().toEqualTypeOf<RefOf<typeof Account> | null>();

// An exit reason may be anything, and names those it knows.

expectTypeOf<Extract<ExitReason, string>>().toEqualTypeOf<
  "normal" | "shutdown" | "kill" | "killed" | "noproc" | "noconnection"
>();
expectTypeOf<unknown>().toMatchTypeOf<ExitReason>();

// A topic tells an actor a message that takes what is published.

const Listening = defineActor("listening", {
  receive: {
    number: (_ctx, _n: number) => {},
    text: (_ctx, _text: string) => {},
    any: () => {},
    two: (_ctx, _n: number, _m: number) => {},
  },
});
const numbers = topic<number>();
numbers.subscribe(spawn(Listening), "number");
// @ts-expect-error: it takes a text
numbers.subscribe(spawn(Listening), "text");
// @ts-expect-error: it takes nothing
numbers.subscribe(spawn(Listening), "any");
// @ts-expect-error: it takes two
numbers.subscribe(spawn(Listening), "two");
// @ts-expect-error: not what the topic carries
numbers.publish("text");
