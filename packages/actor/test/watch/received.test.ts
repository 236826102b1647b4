/** Watching what raw actors receive and what timers send: when each is handled, and in which context. */
import { defineActor, defineRawActor, kill, type RawContext, type RefTo, stop } from "@mailslot/actor";
import { observe, oneshot, sleep, timeout } from "@mailslot/core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { stage } from "../stage.js";
import { take, watched } from "./heard.js";

const received = suite("watching what is received by hand");

interface Adding {
  add(n: number): void;
  total(): number;
  end(): void;
  fail(): void;
  later(): number;
}

const Adder = defineRawActor("adder", function* (ctx: RawContext<Adding>) {
  let total = 0;
  for (;;) {
    const message = yield* ctx.receive();
    if (message.name === "add") {
      yield* sleep(1);
      total += message.args[0];
    } else if (message.name === "total") message.reply(total);
    else if (message.name === "end") return;
    else if (message.name === "fail") throw new Error("it failed");
  }
});

received("a told message is handled until the next is wanted, an ask until its reply", () =>
  watched((on, heard) => {
    const adder = on.spawn(Adder);
    adder.tell.add(1);
    adder.tell.add(2);
    const total = adder.ask.total();
    on.run();
    assert.equal(take(heard), ["tell add", "tell add", "ask total", "add begins in adder"]);
    on.loop.advance(1);
    assert.equal(take(heard), ["add completed", "add begins in adder"]);
    on.loop.advance(1);
    assert.is(total.poll(), 3);
    assert.equal(take(heard), ["add completed", "total begins in adder", "total completed", "total answered: replied"]);
    kill(adder);
  }),
);

received("what is handled when the body ends, fails or is killed has that end", () =>
  watched((on, heard) => {
    const [ended, failed, killed] = [on.spawn(Adder), on.spawn(Adder), on.spawn(Adder)];
    ended.tell.end();
    failed.tell.fail();
    killed.tell.add(1);
    on.run();
    kill(killed);
    on.run();
    const ends = heard.filter((line) => !/^tell|begins/.test(line));
    assert.equal(ends.sort(), ["add cut", "end completed", "fail failed"]);
  }),
);

received("an ask that is answered later is handled until then, and one that is not, until it is given up", () =>
  watched((on, heard) => {
    const adder = on.spawn(Adder);
    const later = adder.askWith({ timeout: 50 }).later();
    adder.tell.add(1);
    on.run();
    const failure = on.go(() => later);
    failure.outcome().subscribe({ after: null, before: null, claim: () => true, deliver() {}, fail() {} });
    on.loop.advance(20);
    assert.equal(take(heard).slice(2), ["later begins in adder", "add begins in adder", "add completed"]);
    on.loop.advance(50);
    assert.equal(take(heard), ["later cut", "later answered: failed"]);
    kill(adder);
  }),
);

/** A carrier whose context is a text, and what is seen of it. */
function contexts(on: ReturnType<typeof stage>) {
  let active = "none";
  const within = (context: string, step: () => void): void => {
    const before = active;
    active = context;
    try {
      step();
    } finally {
      active = before;
    }
  };
  observe<string>(on.scheduler, { carrier: { capture: () => active, run: within } });
  return { now: () => active, within };
}

received("a raw actor goes on in the context of what it has received, and waits for the next in its own", () =>
  watched(
    (on) => {
      const seen: string[] = [];
      const { now, within } = contexts(on);
      bodyContext = within;
      const gate = oneshot<void>();
      const Raw = defineRawActor("raw", function* (ctx: RawContext<{ one(): void; two(): void }>) {
        for (;;) {
          const { name } = yield* ctx.receive();
          seen.push(`${name} in ${now()}`);
          if (name === "one") yield* gate;
          seen.push(`${name} in ${now()}`);
          const late = yield* timeout(ctx.receive(), 5);
          seen.push(`${late.name} in ${now()}`);
          yield* sleep(1);
          seen.push(`then in ${now()}`);
        }
      });
      within("home", () => {
        const raw = on.spawn(Raw);
        within("sender", () => {
          raw.tell.one();
          on.run();
          gate.send();
          on.run();
          raw.tell.two();
          on.run();
          on.loop.advance(2);
          raw.tell.one();
        });
        on.run();
        kill(raw);
      });
      assert.equal(seen, ["one in one", "one in one", "two in two", "then in two", "one in one", "one in one"]);
    },
    { within: (message, step) => bodyContext(message, step) },
  ),
);
let bodyContext: (context: string, step: () => void) => void;

received("what a raw actor sends is sent in the context of what it handles, however it has received that", () => {
  const sent: string[] = [];
  watched(
    (on) => {
      const { now, within } = contexts(on);
      bodyContext = within;
      heardIn = (message) => void sent.push(`${message} in ${now()}`);
      const Sink = defineActor("sink", { receive: { note: (_ctx, _of: string) => {} } });
      const Raw = defineRawActor(
        "raw",
        function* (ctx: RawContext<{ one(): void; two(): void }>, sink: RefTo<{ note(of: string): void }>) {
          for (;;) {
            const { name } = yield* timeout(ctx.receive(), 60_000);
            sink.tell.note(name);
          }
        },
      );
      const raw = on.spawn(Raw, on.spawn(Sink) as never);
      raw.tell.one();
      raw.tell.two();
      on.run();
      kill(raw);
      on.run();
    },
    {
      sent({ message }) {
        heardIn(message);
        return message;
      },
      within: (message, step) => bodyContext(message, step),
    },
  );
  assert.equal(sent, ["one in none", "two in none", "note in one", "note in two"]);
});
let heardIn: (message: string) => void;

received("what a timer sends is told as such, begins in the actor's own context, and ends", () => {
  const heard: string[] = [];
  watched(
    (on) => {
      const { now, within } = contexts(on);
      const Clock = defineActor("clock", {
        receive: {
          begin: (ctx) => ctx.tellEvery(10, "beat"),
          *beat(ctx) {
            heard.push(`in ${now()}`);
            yield* sleep(1);
            heard.push(`in ${now()}`);
            ctx.stop();
          },
        },
      });
      const clock = within2(within, "home", () => on.spawn(Clock));
      within("sender", () => clock.tell.begin());
      on.run();
      on.loop.advance(15);
    },
    {
      sent: ({ message, byTimer }) => {
        heard.push(`${message} ${byTimer}`);
        return message;
      },
      ended: (message, { status }) => void heard.push(`${message} ${status}`),
    },
  );
  assert.equal(heard, ["begin false", "begin completed", "beat true", "in home", "in home", "beat completed"]);
});

function within2<T>(within: (context: string, step: () => void) => void, context: string, make: () => T): T {
  const made: T[] = [];
  within(context, () => void made.push(make()));
  return made[0] as T;
}

received("who begins to watch while a raw actor waits hears of what it receives then; later nothing is heard", () => {
  const on = stage();
  const adder = on.spawn(Adder);
  on.run();
  const heard: string[] = [];
  watched((_on, lines) => {
    adder.tell.add(1);
    on.run();
    heard.push(...take(lines));
  });
  on.loop.advance(5);
  adder.tell.add(1);
  on.run();
  on.loop.advance(5);
  assert.is(on.now(adder.ask.total()), 2);
  assert.equal(heard, ["tell add", "add begins in adder"]);
  stop(adder);
  on.run();
});

received.run();
