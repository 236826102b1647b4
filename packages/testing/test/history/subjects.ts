/** What histories are recorded of: each as it is, and with a mistake that its model must notice. */
import { createRegistry, defineActor, exitOf, type Ref, spawn, stop } from "@mailslot/actor";
import {
  channel,
  notReady,
  type Operation,
  type SemaphorePermit,
  type Steps,
  semaphore,
  watch,
  yieldNow,
} from "@mailslot/core";
import type { Model } from "@mailslot/testing";

/** A thing that processes use, and what each process does. */
export interface Subject<S, I, O> {
  readonly name: string;
  readonly model: Model<S, I, O>;
  readonly processes: { readonly [process: string]: readonly I[] };
  /** Makes one, and returns how an input is performed on it. */
  make(isWrong: boolean): (process: string, input: I) => Steps<O>;
  /** Ends what it has made. */
  end?(): void;
}

type Use = { readonly send: number } | "recv";

export const queue: Subject<readonly number[], Use, number | null> = {
  name: "a channel is a queue",
  model: {
    initial: [],
    step(state, input) {
      if (input !== "recv") return [[...state, input.send], null];
      const [first, ...rest] = state;
      return first === undefined ? null : [rest, first];
    },
  },
  processes: {
    ann: [{ send: 1 }, { send: 2 }],
    bob: [{ send: 3 }, { send: 4 }],
    eve: ["recv", "recv"],
    joe: ["recv", "recv"],
  },
  make(isWrong) {
    const jobs = channel<number>(2);
    const shards = [channel<number>(), channel<number>()] as const;
    return function* (_process, input) {
      if (!isWrong) return input === "recv" ? yield* jobs.recv() : yield* nothing(jobs.send(input.send));
      if (input !== "recv") return yield* nothing(shards[input.send < 3 ? 1 : 0].send(input.send));
      for (;;) {
        for (const shard of shards) {
          const found = shard.tryRecv();
          if (found !== notReady) return found;
          yield* yieldNow();
        }
      }
    };
  },
};

function* nothing(wait: Operation<void>): Steps<null> {
  yield* wait;
  return null;
}

export const lock: Subject<boolean, "acquire" | "release", null> = {
  name: "a semaphore of one permit is a lock",
  model: {
    initial: false,
    step: (isTaken, input) => (isTaken === (input === "acquire") ? null : [!isTaken, null]),
  },
  processes: { ann: ["acquire", "release"], bob: ["acquire", "release"], eve: ["acquire", "release"] },
  make(isWrong) {
    const door = semaphore(1);
    const held = new Map<string, SemaphorePermit>();
    let isFree = true;
    return function* (process, input) {
      if (isWrong) {
        while (input === "acquire" && !isFree) yield* yieldNow();
        yield* yieldNow(); // looks, and acts later
        isFree = input === "release";
      } else if (input === "acquire") held.set(process, yield* door.acquire());
      else held.get(process)?.release();
      return null;
    };
  },
};

type Look = { readonly set: number } | { readonly next: string };

interface Newest {
  readonly value: number;
  /** Which receivers have not seen it. */
  readonly unseen: string;
}

export const newest: Subject<Newest, Look, number | null> = {
  name: "a receiver of a watch gets each change at most once, and the newest",
  model: {
    initial: { value: 0, unseen: "" },
    step({ value, unseen }, input) {
      if ("set" in input) return [{ value: input.set, unseen: "eve joe" }, null];
      if (!unseen.includes(input.next)) return null;
      return [{ value, unseen: unseen.replace(input.next, "") }, value];
    },
  },
  processes: {
    ann: [{ set: 1 }, { set: 2 }],
    bob: [{ set: 3 }],
    eve: [{ next: "eve" }, { next: "eve" }, { next: "eve" }],
    joe: [{ next: "joe" }, { next: "joe" }],
  },
  make(isWrong) {
    const value = watch(0);
    const receivers = new Map(["eve", "joe"].map((name) => [name, value.subscribe()]));
    return function* (_process, input) {
      if ("set" in input) return yield* nothing(value.send(input.set));
      const receiver = receivers.get(input.next) as ReturnType<typeof value.subscribe>;
      const seen = yield* receiver.recv();
      if (!isWrong) return seen;
      yield* yieldNow();
      return value.value; // newer perhaps than what counts as seen
    };
  },
};

type Naming =
  | { readonly name: string; readonly register: string }
  | { readonly name: string; readonly exit: string }
  | { readonly name: string };
type Named = string | null;
interface Holding {
  readonly holder: Named;
  readonly exited: readonly string[];
}

const Holder = defineActor("holder", { receive: {} });
let holders: Map<string, Ref<object>> = new Map();

export const names: Subject<Holding, Naming, Named> = {
  name: "a registry gives a name to one actor, and takes it from those that exit",
  model: {
    initial: { holder: null, exited: [] },
    key: ({ name }) => name,
    step(state, input) {
      const { holder, exited } = state;
      if ("exit" in input) {
        const { exit } = input;
        return [{ holder: holder === exit ? null : holder, exited: [...exited, exit].sort() }, null];
      }
      if (!("register" in input)) return [state, holder];
      if (holder !== null && holder !== input.register) return [state, "ERR_MAILSLOT_NAME_TAKEN"];
      if (exited.includes(input.register)) return [state, "ERR_MAILSLOT_NO_ACTOR"];
      return [{ holder: input.register, exited }, null];
    },
  },
  processes: {
    ann: [{ name: "x", register: "one" }, { name: "x" }, { name: "y", register: "three" }],
    bob: [{ name: "x", register: "two" }, { name: "x" }, { name: "y", register: "four" }],
    eve: [{ name: "x", exit: "one" }, { name: "x" }, { name: "y" }],
  },
  make(isWrong) {
    const registry = createRegistry<string>({ keys: isWrong ? "duplicate" : "unique" });
    holders = new Map(["one", "two", "three", "four"].map((name) => [name, spawn(Holder)]));
    const refOf = (name: string): Ref<object> => holders.get(name) as Ref<object>;
    const nameOf = (ref: unknown): Named => [...holders].find(([, each]) => each === ref)?.[0] ?? null;
    return function* (_process, input) {
      yield* yieldNow();
      if ("exit" in input) {
        stop(refOf(input.exit));
        yield* exitOf(refOf(input.exit));
        return null;
      }
      if (!("register" in input)) return nameOf(registry.whereIs(input.name));
      if (isWrong && registry.whereIs(input.name) !== null) return "ERR_MAILSLOT_NAME_TAKEN";
      if (isWrong) yield* yieldNow(); // asks, and acts later
      try {
        registry.register(input.name, refOf(input.register));
        return null;
      } catch (error) {
        return (error as { code: string }).code;
      } finally {
        yield* yieldNow();
      }
    };
  },
  end() {
    for (const ref of holders.values()) stop(ref);
  },
};

type Access = { readonly add: number } | "read";

function cellOf(interleave: readonly "add"[]) {
  return defineActor("cell", {
    state: () => ({ value: 0 }),
    interleave,
    receive: {
      *add(context, n: number): Steps<number> {
        const before = context.state.value;
        yield* yieldNow();
        context.state.value = before + n;
        return context.state.value;
      },
      read: (context) => context.state.value,
    },
  });
}

const cells = { right: cellOf([]), wrong: cellOf(["add"]) };
let cell: Ref<object> | null = null;

export const asks: Subject<number, Access, number> = {
  name: "asks of an actor take place one after the other, though its handlers wait",
  model: {
    initial: 0,
    step: (sum, input) => (input === "read" ? [sum, sum] : [sum + input.add, sum + input.add]),
  },
  processes: { ann: [{ add: 1 }, "read"], bob: [{ add: 10 }, "read"], eve: [{ add: 100 }, "read"] },
  make(isWrong) {
    const ref = spawn(isWrong ? cells.wrong : cells.right);
    cell = ref;
    return function* (_process, input) {
      return input === "read" ? yield* ref.ask.read() : yield* ref.ask.add(input.add);
    };
  },
  end() {
    if (cell !== null) stop(cell);
  },
};
