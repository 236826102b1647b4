/** Messages with type parameters; checked by `npm run types`, never run. */
import {
  type Context,
  defineActor,
  type GenericCall,
  generic,
  type Received,
  type RefTo,
  router,
  spawn,
} from "@mailslot/actor";
import { type Operation, type ResultOf, type Source, sleep } from "@mailslot/core";
import { expectTypeOf } from "expect-type";

interface Settings {
  size: number;
  name: string;
}
type Known = Context<{ known: Partial<Settings> }>;

const Store = defineActor("store", {
  state: () => ({ known: {} as Partial<Settings> }),
  receive: {
    echo: generic(<T>(_ctx: Context, value: T) => value),
    pair: generic(async <T>(_ctx: Context, value: T): Promise<[T, T]> => [value, value]),
    put: generic(<K extends keyof Settings>(ctx: Known, key: K, value: Settings[K]): void => {
      ctx.state.known[key] = value;
    }),
    get: generic(function* <K extends keyof Settings>(ctx: Known, key: K) {
      yield* sleep(1);
      return ctx.state.known[key];
    }),
    size(ctx, unit: string) {
      expectTypeOf(ctx.state.known).toEqualTypeOf<Partial<Settings>>();
      ctx.self.tell.echo(unit);
      return 1;
    },
  },
});
const store = spawn(Store);

// An ask keeps the type parameters.
expectTypeOf(store.ask.echo(5 as number)).toEqualTypeOf<Source<number>>();
expectTypeOf(store.ask.echo(Promise.resolve("later"))).toEqualTypeOf<Source<string>>();
expectTypeOf(store.ask.pair("a" as string)).toEqualTypeOf<Source<[string, string]>>();
expectTypeOf(store.ask.get("name")).toEqualTypeOf<Source<string | undefined>>();
expectTypeOf(store.askWith({ timeout: 1 }).echo("a" as string)).toEqualTypeOf<Source<string>>();
expectTypeOf(router([store]).ask.echo("a" as string)).toEqualTypeOf<Source<string>>();
store.ask.put("size", 1);
// @ts-expect-error: a size is a number
store.ask.put("size", "1");

// A tell keeps them where nothing is answered, and else takes what fits their constraints.
store.tell.put("name", "1");
// @ts-expect-error: a size is a number
store.tell.put("size", "1");
expectTypeOf(store.tell.put("name", "1")).toExtend<Operation<void>>();
expectTypeOf(store.tell.echo).parameters.toEqualTypeOf<[value: unknown]>();
expectTypeOf(store.tell.echo(1)).toEqualTypeOf<Operation<void>>();
// @ts-expect-error: this setting does not exist
store.tell.get("weight");

// Other messages are as they are without.
expectTypeOf(store.ask.size).toEqualTypeOf<(unit: string) => Source<number>>();

// The context that is written out must be one that the actor has.
defineActor("other", {
  state: () => ({ known: 1 }),
  receive: {
    // @ts-expect-error: what is known is a number
    put: generic(<T>(ctx: Known, value: T) => (ctx.state.known ? value : null)),
  },
});

// Declared as methods, generic messages name what they are called with.
interface Echo {
  echo<T>(this: GenericCall, value: T): Source<ResultOf<T>>;
  size(unit: string): number;
}
const echo: RefTo<Echo> = store;
expectTypeOf(echo.ask.echo("a" as string)).toEqualTypeOf<Source<string>>();
expectTypeOf(echo.ask.size("cm")).toEqualTypeOf<Source<number>>();
// @ts-expect-error: it lacks a message
expectTypeOf<RefTo<Echo & { more(): void }>>(store);
expectTypeOf<Extract<Received<Echo>, { name: "echo" }>["reply"]>().toEqualTypeOf<(value: unknown) => void>();

// Beside behaviours, which are compared with the handlers before these are known, it is made before the definition.
const say = generic(<T>(_ctx: Context, value: T) => value);
const Moody = defineActor("moody", {
  receive: { say },
  behaviours: {
    deaf: {
      say(ctx, value) {
        expectTypeOf(value).toEqualTypeOf<unknown>();
        ctx.become(null);
        return null;
      },
    },
  },
});
expectTypeOf(spawn(Moody).ask.say("a" as string)).toEqualTypeOf<Source<string>>();

// Without `generic`, a ref shows what the constraints allow: never more than is true of the reply.
const Plain = defineActor("plain", { receive: { echo: <T>(_ctx: Context, value: T) => value } });
expectTypeOf(spawn(Plain).ask.echo(1)).toEqualTypeOf<Source<unknown>>();
