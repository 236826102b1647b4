/** Deliveries that run user code (the getter of `then` of what is awaited), which sends, closes and leaves from there. */
import { broadcast, channel, oneshot, reserve, type Source, watch } from "@mailslot/core";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const reentry = suite("re-entry");

/** A message that runs `action` once, in the midst of its delivery to a promise. */
class Probe {
  readonly name: string;
  private ran: boolean;
  private readonly action: () => void;
  constructor(name: string, action: () => void) {
    this.name = name;
    this.ran = false;
    this.action = action;
  }
  get then(): undefined {
    if (!this.ran) {
      this.ran = true;
      this.action();
    }
    return undefined;
  }
}

type Message = Probe | string;
const nameOf = (message: Message): string => (typeof message === "string" ? message : message.name);
const taken = (source: Source<Message>): Promise<string> => source.then(nameOf);

reentry("a channel that is sent to in a delivery keeps the order", async () => {
  const messages = channel<Message>();
  const received = [taken(messages.recv()), taken(messages.recv()), taken(messages.recv())];
  await Promise.resolve();
  messages.send(new Probe("first", () => messages.send("second")));
  messages.send("third");
  assert.equal(await Promise.all(received), ["first", "second", "third"]);
});

reentry("every waiter of a broadcast gets one message, in order, when a delivery sends more", async () => {
  const all = broadcast<Message>(8);
  const [a, b] = [all.subscribe(), all.subscribe()];
  const received = [taken(a.recv()), taken(a.recv()), taken(b.recv()), taken(b.recv())];
  await Promise.resolve();
  all.send(new Probe("first", () => all.send("second")));
  assert.equal(await Promise.all(received), ["first", "second", "first", "second"]);
});

reentry("a watch gives what is newest when a delivery sends again", async () => {
  const value = watch<Message>("initial");
  const [a, b] = [value.subscribe(), value.subscribe()];
  const received = [taken(a.recv()), taken(b.recv())];
  await Promise.resolve();
  value.send(new Probe("first", () => value.send("second")));
  assert.equal(await Promise.all(received), ["first", "second"]);
});

reentry("a oneshot serves all when a delivery makes others wait", async () => {
  const cell = oneshot<Message>();
  const late: Promise<string>[] = [];
  const early = [taken(cell), taken(cell)];
  await Promise.resolve();
  cell.send(new Probe("value", () => late.push(taken(cell))));
  assert.equal(await Promise.all([...early, ...late]), ["value", "value", "value"]);
});

reentry("a channel that is closed in a delivery gives what it was sent", async () => {
  const messages = channel<Message>(1);
  const permit = await reserve(messages);
  const received = taken(messages.recv());
  await Promise.resolve();
  permit.send(new Probe("kept", () => messages.close()));
  assert.is(await received, "kept");
});

reentry.run();
