/** Every argument of every function and method of actor, given values of every wrong kind: refused with a sentence, or taken. */
import {
  broadcaster,
  type Context,
  consistentHash,
  createGroup,
  createRegistry,
  defineActor,
  defineRawActor,
  definitionOf,
  describeReason,
  drain,
  exited,
  exitOf,
  generic,
  isDefinition,
  isDistant,
  isOrderly,
  isRef,
  isShutdown,
  kill,
  membershipOf,
  named,
  onDeepMailbox,
  type RawContext,
  randomly,
  register,
  router,
  sendDeadLetter,
  signal,
  spawn,
  spawnNamed,
  spawnWith,
  startOf,
  stop,
  takesSignals,
  taskOf,
  terminate,
  topic,
  unregister,
  whereIs,
} from "@mailslot/actor";
import { perOption, wrongCalls } from "@mailslot/test-support/wrong";
import { test } from "uvu";
import * as assert from "uvu/assert";

const Echo = defineActor("echo", {
  receive: { get: (_context, value: unknown) => value, hear: (_context, _value: unknown) => undefined },
});
const idle = () => spawn(Echo);
const whole = { receive: { get: () => 1 } };

/** Calls a method of the context inside of a handler. */
function inside(call: (context: Context<unknown, string, string>) => unknown): unknown {
  const Inner = defineActor("inner", {
    state: () => ({}),
    receive: { call: (context) => void call(context as never), later: () => 1 },
    behaviours: { other: {} },
    stash: 3,
  });
  return spawn(Inner).ask.call();
}

/** Calls a method of the context of a raw actor. */
function insideRaw(call: (context: RawContext<{ go: () => void }>) => unknown): unknown {
  const Inner = defineRawActor<{ go: () => void }, []>("raw", function* (context) {
    const { reply } = yield* context.receive();
    call(context);
    reply();
  });
  return spawn(Inner).ask.go();
}

const calls: Record<string, (given: never) => unknown> = {
  "the name of defineActor": (given) => defineActor(given, whole),
  "the options of defineActor": (given) => defineActor("a", given),
  ...perOption(
    "defineActor",
    [
      "state",
      "receive",
      "askTimeout",
      "behaviours",
      "initially",
      "interleave",
      "mailbox",
      "messages",
      "priority",
      "signal",
      "started",
      "stash",
      "stopped",
    ],
    (options) => spawn(defineActor("a", { ...whole, ...(options as object) } as never)),
  ),
  ...perOption("a mailbox", ["capacity", "overflow", "warnAt"], (mailbox) => defineActor("a", { ...whole, mailbox })),
  ...perOption("priority", ["get"], (priority) => defineActor("a", { ...whole, priority })),
  ...perOption("messages", ["get"], (messages) => spawn(defineActor("a", { ...whole, messages })).ask.get()),
  ...perOption("receive", ["get"], (receive) => spawn(defineActor("a", { receive }))),
  ...perOption("behaviours", ["other"], (behaviours) => spawn(defineActor("a", { ...whole, behaviours }))),
  "a schema": (given) => spawn(defineActor("a", { ...whole, messages: { get: [given] } } as never)),
  "the name of defineRawActor": (given) => defineRawActor(given, () => undefined),
  "the body of defineRawActor": (given) => defineRawActor("a", given),
  "the options of defineRawActor": (given) => defineRawActor("a", () => undefined, given),
  ...perOption("defineRawActor", ["askTimeout", "mailbox", "signals"], (options) =>
    spawn(defineRawActor("a", () => undefined, options)),
  ),
  "the definition of spawn": (given) => spawn(given),
  "the options of spawnWith": (given) => spawnWith(given, Echo),
  "the scheduler of spawnWith": (given) => spawnWith({ scheduler: given }, Echo),
  "the definition of spawnWith": (given) => spawnWith({}, given),
  askWith: (given) => idle().askWith(given),
  ...perOption("askWith", ["signal", "timeout"], (options) => idle().askWith(options).get(1)),
  ask: (given) => idle().ask.get(given),
  tell: (given) => idle().tell.hear(given),
  generic: (given) => void generic(given),
  stop: (given) => stop(given),
  "the reason of stop": (given) => stop(idle(), given),
  kill: (given) => kill(given),
  terminate: (given) => terminate(given),
  "the reason of terminate": (given) => terminate(idle(), given),
  exitOf: (given) => exitOf(given),
  startOf: (given) => startOf(given),
  taskOf: (given) => taskOf(given),
  definitionOf: (given) => definitionOf(given),
  takesSignals: (given) => takesSignals(given),
  isRef: (given) => isRef(given),
  isDefinition: (given) => isDefinition(given),
  isDistant: (given) => isDistant(given),
  isOrderly: (given) => isOrderly(given),
  isShutdown: (given) => isShutdown(given),
  describeReason: (given) => describeReason(given),
  exited: (given) => exited(given, "normal"),
  "signal to": (given) => signal(given, { type: "a", from: {}, reason: null }),
  "a signal": (given) => signal(idle(), given),
  "the name of register": (given) => register(given, idle()),
  "the ref of register": (given) => register(`name ${Math.random()}`, given),
  unregister: (given) => unregister(given),
  whereIs: (given) => whereIs(given),
  "the definition of whereIs": (given) => whereIs("nobody", given),
  createGroup: (given) => createGroup(given),
  "join of a group": (given) => createGroup().join(given),
  "leave of a group": (given) => createGroup().leave(given),
  "count of a group": (given) => createGroup().count(given),
  createRegistry: (given) => createRegistry(given),
  ...perOption("createRegistry", ["keys", "name"], (options) => createRegistry(options)),
  "the key of a registry": (given) => createRegistry().register(given, idle()),
  "the ref of a registry": (given) => createRegistry().register("a" as never, given),
  "all of a registry": (given) => createRegistry().all(given),
  "keysOf of a registry": (given) => createRegistry().keysOf(given),
  "unregister of a registry": (given) => createRegistry().unregister(given),
  "the ref of unregister of a registry": (given) => createRegistry().unregister("a" as never, given),
  "whereIs of a registry": (given) => createRegistry().whereIs(given),
  "the workers of router": (given) => router(given),
  "tell through a router of": (given) => router(given).tell,
  "the routing of router": (given) => router([idle()], given).tell.get(1),
  "a router over a": (given) => router([given]).tell,
  drain: (given) => drain(given),
  "the reason of drain": (given) => drain(idle(), given),
  "the name of named": (given) => named(given, Echo),
  "the definition of named": (given) => named("nobody", given),
  "the options of named": (given) => named("nobody", Echo, given),
  "the name of spawnNamed": (given) => spawnNamed(given, Echo),
  "the definition of spawnNamed": (given) => spawnNamed("wrong", given),
  "the name of topic": (given) => void topic(given).publish(1),
  "who subscribes to a topic": (given) => topic().subscribe(given, "hear" as never),
  "the message of a subscription": (given) => topic().subscribe(idle(), given),
  "the options of a receiver of a topic": (given) => topic().receiver(given),
  "what a topic publishes": (given) => topic().publish(given),
  membershipOf: (given) => membershipOf(given),
  broadcaster: (given) => broadcaster(given),
  "a broadcaster over a": (given) => broadcaster([given]).tell,
  consistentHash: (given) => router([idle(), idle()], consistentHash(given)).tell.get(1),
  "a key of consistentHash": (given) =>
    router(
      [idle(), idle()],
      consistentHash(() => given),
    ).tell.get(1),
  randomly: (given) => router([idle(), idle()], randomly(given)).tell.get(1),
  "a number of randomly": (given) =>
    router(
      [idle(), idle()],
      randomly(() => given),
    ).tell.get(1),
  onDeepMailbox: (given) => void onDeepMailbox(onDeepMailbox(given)),
  sendDeadLetter: (given) => sendDeadLetter(given),
  become: (given) => inside((context) => context.become(given)),
  unstash: (given) => inside((context) => context.unstash(given)),
  stopTimer: (given) => inside((context) => context.stopTimer(given)),
  "when of tellAfter": (given) => inside((context) => context.tellAfter(given, "later")),
  ...perOption("tellAfter", ["ms", "key"], (when) =>
    inside((context) => context.tellAfter({ ms: 1, ...(when as object) }, "later")),
  ),
  "the message of tellAfter": (given) => inside((context) => context.tellAfter(1, given)),
  "when of tellEvery": (given) => inside((context) => context.tellEvery(given, "later")),
  "the message of tellEvery": (given) => inside((context) => context.tellEvery(1, given)),
  asking: (given) => inside((context) => context.asking(given)),
  "stop of a context": (given) => inside((context) => context.stop(given)),
  receive: (given) => insideRaw((context) => context.receive(given)),
  receiveWhere: (given) => insideRaw((context) => context.receiveWhere(given)),
  "asking of a raw context": (given) => insideRaw((context) => context.asking(given)),
  "tellAfter of a raw context": (given: number) => insideRaw((context) => context.tellAfter(given, "go")),
  "a message of tellAfter of a raw context": (given) => insideRaw((context) => context.tellAfter(1, given as "go")),
};
for (const [name, call] of Object.entries(calls)) {
  test(`${name}: a value of the wrong kind is refused with a sentence, or taken`, async () => {
    assert.equal(await wrongCalls(call), []);
  });
}

test.run();
