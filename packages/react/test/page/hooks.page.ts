/// <reference lib="dom" />
/** The hooks in a browser: what is rendered when, what is asked how often, and that nothing is left behind. */
import { type DeadLetter, deadLetters, defineActor, Refusal, spawn } from "@mailslot/actor";
import { oneshot, type Watch, watch } from "@mailslot/core";
import { useAsk, useWatch } from "@mailslot/react";
import { Component, createElement as h, type ReactNode, StrictMode, useState } from "react";
import { createRoot, hydrateRoot, type Root } from "react-dom/client";
import { test } from "uvu";
import * as assert from "uvu/assert";

interface Shown {
  readonly root: Root;
  /** Waits until this is what is shown. */
  shows(text: string): Promise<void>;
}

function show(node: ReactNode): Shown {
  const place = document.createElement("div");
  const root = createRoot(place);
  root.render(node);
  return { root, shows: (text) => shows(place, text) };
}

async function shows(place: Element, text: string): Promise<void> {
  for (let turn = 0; turn < 1_000 && place.textContent !== text; turn++) await turnOver();
  assert.is(place.textContent, text);
}

/** Lets the host do what it has to do. */
function turnOver(): Promise<void> {
  return new Promise((over) => setTimeout(over, 0));
}

class Boundary extends Component<{ children?: ReactNode }> {
  override state: { error: Error | null } = { error: null };
  static getDerivedStateFromError(error: Error): object {
    return { error };
  }
  override render(): ReactNode {
    const { error } = this.state;
    return error === null ? this.props.children : `caught ${error.name}: ${error.message}`;
  }
}

/** How many waits a watch has: of its components. */
const waits = (of: Watch<unknown>): number => (of as unknown as { waiting: Set<unknown> }).waiting.size;

/** An actor that counts what it is asked, and answers when it is let. */
function asked() {
  const counts = { asked: 0 };
  const gates: ReturnType<typeof oneshot<void>>[] = [];
  const Actor = defineActor("actor", {
    receive: {
      *hello(_ctx, name: string) {
        counts.asked++;
        return `hello ${name}`;
      },
      *slow(_ctx, name: string) {
        counts.asked++;
        const gate = oneshot<void>();
        gates.push(gate);
        yield* gate;
        return `slowly ${name} ${counts.asked}`;
      },
      fails(_ctx, why: string): string {
        counts.asked++;
        throw new Refusal(why);
      },
    },
  });
  return { ref: spawn(Actor), counts, gates };
}

function Value({ of }: { of: Watch<number> }): ReactNode {
  return `value ${useWatch(of)}`;
}

test("a component shows the newest value of a watch, and its last one after the close", async () => {
  const count = watch(1);
  const { root, shows } = show(h(Value, { of: count }));
  await shows("value 1");
  count.send(2);
  await shows("value 2");
  for (let n = 3; n <= 1_000; n++) count.send(n);
  await shows("value 1000");
  count.close();
  await turnOver();
  await shows("value 1000");
  root.unmount();
});

test("a value that changes between the render and the mount is shown, and a watch that is closed, too", async () => {
  const count = watch(1);
  function Early(): ReactNode {
    const value = useWatch(count);
    if (value === 1) count.send(2);
    return value;
  }
  await show(h(Early)).shows("2");
  count.close();
  await show(h(Value, { of: count })).shows("value 2");
});

test("another watch is another value; an unmounted component waits for none", async () => {
  const [first, second] = [watch(1), watch(2)];
  const { root, shows } = show(h(StrictMode, null, h(Value, { of: first }), h(Value, { of: first })));
  await shows("value 1value 1");
  assert.is(waits(first), 2);
  root.render(h(StrictMode, null, h(Value, { of: second }), h(Value, { of: first })));
  await shows("value 2value 1");
  assert.equal([waits(first), waits(second)], [1, 1]);
  root.unmount();
  await turnOver();
  assert.equal([waits(first), waits(second)], [0, 0]);
});

function Hello({
  name,
  message = "hello",
  of,
}: {
  name: string;
  message?: "hello" | "slow";
  of: ReturnType<typeof asked>;
}) {
  const { isPending, value, again } = useAsk(of.ref, message, name);
  return h("button", { type: "button", onClick: again }, `${isPending ? "asking " : ""}${value ?? "nothing"}`);
}

test("an ask is made once, whatever is rendered, and again when an argument is another one", async () => {
  const actor = asked();
  const { root, shows } = show(h(Hello, { of: actor, name: "Ada" }));
  await shows("hello Ada");
  root.render(h(Hello, { of: actor, name: "Ada" }));
  await turnOver();
  assert.is(actor.counts.asked, 1);
  root.render(h(Hello, { of: actor, name: "Eve" }));
  await shows("hello Eve");
  assert.is(actor.counts.asked, 2);
  root.unmount();
});

test("it is pending until it is answered; asked again, it shows the answer before", async () => {
  const actor = asked();
  const place = document.body.appendChild(document.createElement("div"));
  const root = createRoot(place);
  root.render(h(Hello, { of: actor, name: "Ada", message: "slow" }));
  await shows(place, "asking nothing");
  while (actor.gates.length < 1) await turnOver();
  actor.gates[0]?.send();
  await shows(place, "slowly Ada 1");
  place.querySelector("button")?.click();
  await shows(place, "asking slowly Ada 1");
  while (actor.gates.length < 2) await turnOver();
  actor.gates[1]?.send();
  await shows(place, "slowly Ada 2");
  root.unmount();
  place.remove();
});

test("an ask is given up when its component goes: what the actor has not begun, it does not handle", async () => {
  const actor = asked();
  const busy = actor.ref.ask.slow("first").then(String);
  while (actor.gates.length < 1) await turnOver();
  const { root, shows } = show(h(Hello, { of: actor, name: "Ada" }));
  await shows("asking nothing");
  root.unmount();
  await turnOver();
  actor.gates[0]?.send();
  await busy;
  await turnOver();
  assert.is(actor.counts.asked, 1);
});

test("an answer that comes when its component has gone is a dead letter, and no error", async () => {
  const actor = asked();
  const letters = deadLetters();
  const { root, shows } = show(h(Hello, { of: actor, name: "Ada", message: "slow" }));
  await shows("asking nothing");
  while (actor.gates.length < 1) await turnOver();
  root.unmount();
  await turnOver();
  actor.gates[0]?.send();
  const { message, reason } = (await letters.recv()) as DeadLetter;
  assert.equal([message, reason], ["slow", "late reply"]);
  letters.unsubscribe();
});

test("under StrictMode an ask is answered once, and the first of two is given up", async () => {
  const actor = asked();
  const { root, shows } = show(h(StrictMode, null, h(Hello, { of: actor, name: "Ada" })));
  await shows("hello Ada");
  assert.is(actor.counts.asked, 1);
  root.unmount();
});

test("an ask that fails is caught by the boundary, and a component that is mounted again asks again", async () => {
  const actor = asked();
  function Fails(): ReactNode {
    return useAsk(actor.ref, "fails", "on purpose").value;
  }
  function App(): ReactNode {
    const [key, setKey] = useState(1);
    return [
      h("button", { type: "button", key: "again", onClick: () => setKey(key + 1) }),
      h(Boundary, { key }, h(Fails)),
    ];
  }
  const place = document.body.appendChild(document.createElement("div"));
  const root = createRoot(place, { onCaughtError: () => undefined });
  root.render(h(App));
  for (let turn = 0; turn < 1_000 && !place.textContent?.startsWith("caught"); turn++) await turnOver();
  assert.match(place.textContent ?? "", /^caught RejectedError: .*on purpose/);
  place.querySelector("button")?.click();
  for (let turn = 0; turn < 1_000 && actor.counts.asked < 2; turn++) await turnOver();
  assert.is(actor.counts.asked, 2);
  root.unmount();
  place.remove();
});

test("what a server has rendered is taken over, then asked and watched", async () => {
  const actor = asked();
  const count = watch(7);
  const place = document.createElement("div");
  place.innerHTML = 'value 7<button type="button">asking nothing</button>';
  const mismatches: unknown[] = [];
  const onRecoverableError = (error: unknown): void => void mismatches.push(error);
  const node = [h(Value, { key: 1, of: count }), h(Hello, { key: 2, of: actor, name: "Ada" })];
  const root = hydrateRoot(place, node, { onRecoverableError });
  await shows(place, "value 7hello Ada");
  assert.equal(mismatches, []);
  root.unmount();
});

test("many components of one watch are told of each change, and none is left", async () => {
  const count = watch(0);
  const many = Array.from({ length: 500 }, (_, key) => h(Value, { key, of: count }));
  const { root, shows } = show(many);
  await shows("value 0".repeat(500));
  count.send(1);
  await shows("value 1".repeat(500));
  assert.is(waits(count), 500);
  root.unmount();
  await turnOver();
  assert.is(waits(count), 0);
});

test.run();
