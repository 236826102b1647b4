// What sources of one's own, streams, moments in time and traces do, with n members.
import {
  CompactSource,
  channel,
  counters,
  deadline,
  dumpText,
  notReady,
  oneshot,
  orClosed,
  pipeToChannel,
  QueuedSource,
  recvMany,
  sleepUntil,
  startTrace,
  toChromeTrace,
  toReadableStream,
  toWritableStream,
  WaitList,
  waitsBehind,
} from "@mailslot/core";
import { stage, times } from "./stage.mjs";

class Queued extends QueuedSource {
  poll() {
    return notReady;
  }

  serve() {
    for (let waiter = this.waiters.take(); waiter !== null; waiter = this.waiters.take()) {
      if (waitsBehind(waiter) !== null) waiter.deliver(1);
    }
  }
}

class Compact extends CompactSource {
  poll() {
    return notReady;
  }

  serve() {
    this.deliverToAll(1);
  }

  fail() {
    this.failAll(new Error("failed"));
  }
}

/** Starts n tasks that wait for what `wait` gives, then does `then`. */
function waiters(wait, then) {
  return function* (n) {
    const own = stage();
    const source = wait(own);
    times(n, () => own.go(() => source)).forEach((task) => void task.then(undefined, () => {}));
    yield* own.run();
    yield* then(source, own);
    yield* own.run();
  };
}

export const rows = {
  "waiters of a queue of one's own": waiters(
    () => new Queued(),
    function* (source) {
      yield;
      source.serve();
    },
  ),
  "waiters of a list of one's own": waiters(
    () => new Compact(),
    function* (source) {
      yield;
      source.serve();
    },
  ),
  "waiters of a source that fails": waiters(
    () => new Compact(),
    function* (source) {
      yield;
      source.fail();
    },
  ),
  *"waiters in a list, taken out from the last"(n) {
    const list = new WaitList();
    const waiter = () => ({ after: null, before: null, claim: () => true, deliver() {}, fail() {} });
    const all = times(n, waiter);
    for (const each of all) list.add(each);
    yield;
    for (const each of all.toReversed()) list.remove(each);
  },
  "sleepers until one moment": waiters(
    (own) => sleepUntil(own.loop.now() + 1_000),
    (_source, own) => own.advance(1_000),
  ),
  "deadlines that pass": waiters(
    (own) => deadline(oneshot(), own.loop.now() + 1_000),
    (_source, own) => own.advance(1_000),
  ),
  *"receivers that are told of the end"(n) {
    const own = stage();
    const messages = channel();
    times(n, () => own.go(() => orClosed(messages.recv(), "end")));
    yield* own.run();
    messages.close();
    yield* own.run();
  },
  *"messages taken in batches"(n) {
    const messages = channel();
    for (let index = 0; index < n; index++) messages.send(index);
    yield;
    for (let left = n; left > 0; left -= 10) recvMany(messages, 10).poll();
  },
  *"chunks of a stream into a channel"(n) {
    const messages = channel(n);
    let left = n;
    const stream = new ReadableStream({
      pull(control) {
        if (left-- > 0) control.enqueue(left);
        else control.close();
      },
    });
    yield pipeToChannel(stream, messages);
  },
  *"messages of a channel into a stream and back"(n) {
    const from = channel(n);
    const to = channel(n);
    for (let index = 0; index < n; index++) from.send(index);
    from.close();
    yield;
    yield toReadableStream(from).pipeTo(toWritableStream(to));
  },
  *"tasks in a trace"(n) {
    const own = stage();
    const trace = startTrace({ capacity: 10 * n });
    times(n, () => own.go(() => 1));
    yield* own.run();
    trace.stop();
    toChromeTrace(trace.events());
  },
  *"tasks in a dump, as text"(n) {
    const own = stage();
    const never = oneshot();
    times(n, () => own.go(() => never));
    yield* own.run();
    dumpText(own.scheduler);
    counters(own.scheduler);
  },
};
