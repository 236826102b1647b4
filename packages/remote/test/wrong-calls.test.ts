/** Every argument of every function and method of remote, given values of every wrong kind: refused with a sentence, or taken. */
import { defineActor } from "@mailslot/actor";
import { type Carrier, carry, createNode, memoryConnection, memoryNodes } from "@mailslot/remote";
import { perOption, type WrongCall, wrongCalls } from "@mailslot/test-support/wrong";
import { test } from "uvu";
import * as assert from "uvu/assert";

const Echo = defineActor("echo", {
  state: (first?: unknown) => first,
  receive: { say: (_ctx, what: unknown) => what },
});
const carriage = { is: (_value: unknown): _value is never => false, pack: () => 1, unpack: () => 1 as never };

/** Two nodes, as one of them sees the other. */
function connected() {
  const { ends } = memoryConnection();
  createNode({ id: "b", definitions: [Echo] }).connect(ends[1]);
  return createNode({ id: "a", definitions: [Echo] }).connect(ends[0]);
}

const nodes = () => memoryNodes(["a", "b"], { definitions: [Echo] });

const calls: Record<string, WrongCall> = {
  "the options of createNode": (given) => createNode(given),
  ...perOption("createNode", ["definitions", "errors", "id", "onBusy", "onUnknownNode", "scheduler"], (options) =>
    createNode(options),
  ),
  "a definition of a node": (given) => createNode({ definitions: [given] }),
  "an error class of a node": (given) => createNode({ errors: [given] }),
  connect: (given) => createNode().connect(given),
  "a carrier without start": (given) => createNode().connect({ send: () => true, close() {}, start: given } as Carrier),
  "the definition of spawn": (given) => connected().spawn(given),
  "an argument of spawn": (given) => connected().spawn(Echo, given),
  "an argument of an ask": async (given) => (await connected().spawn(Echo)).ask.say(given),
  "an argument of a tell": async (given) => (await connected().spawn(Echo)).tell.say(given),
  "the options of memoryConnection": (given) => memoryConnection(given),
  ...perOption("memoryConnection", ["capacity", "delay", "scheduler"], (options) => {
    const { ends } = memoryConnection(options);
    ends[1].start({ receive() {}, room() {}, dead() {} });
    ends[0].send({ bytes: new Uint8Array(), length: 0, shared: [] });
  }),
  "what a delay gives": (given) => {
    const { ends } = memoryConnection({ delay: () => given });
    ends[1].start({ receive() {}, room() {}, dead() {} });
    ends[0].send({ bytes: new Uint8Array(), length: 0, shared: [] });
  },
  "the end that is killed": (given) => memoryConnection().kill(given),
  "the name of carry": (given) => carry(given, carriage),
  "the carriage of carry": (given) => carry("own", given),
  ...perOption("carry", ["is", "pack", "unpack"], (one) => carry("own", { ...carriage, ...(one as object) })),
  "the ids of memoryNodes": (given) => memoryNodes(given),
  "an id of memoryNodes": (given) => memoryNodes([given]),
  "the options of memoryNodes": (given) => memoryNodes(["a", "b"], given),
  ...perOption("memoryNodes", ["capacity", "definitions", "delay", "errors", "scheduler"], (options) =>
    memoryNodes(["a", "b"], options),
  ),
  "the id of node": (given) => nodes().node(given),
  "from of peer": (given) => nodes().peer(given, "a"),
  "to of peer": (given) => nodes().peer("a", given),
  "one of link": (given) => nodes().link(given, "a"),
  "other of link": (given) => nodes().link("a", given),
  "delay of a link": (given) => nodes().link("a", "b").delay(given),
  "the id of place": (given) => nodes().place(given, null as never),
  place: (given) => nodes().place("a", given),
  "the id of kill": (given) => nodes().kill(given),
  "the id of start": (given) => nodes().start(given),
};

for (const [name, call] of Object.entries(calls)) {
  test(`${name}: a value of the wrong kind is refused with a sentence, or taken`, async () => {
    assert.equal(await wrongCalls(call), []);
  });
}

test.run();
