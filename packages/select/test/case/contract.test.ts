// Everything that can be a case passes the contract of sources: core's sources, and those that select brings.
import { EventEmitter } from "node:events";
import {
  broadcast,
  channel,
  interval,
  notify,
  oneshot,
  orClosed,
  reserve,
  type Source,
  semaphore,
  sending,
  sleep,
  timeout,
  watch,
} from "@mailslot/core";
import { type Case, events, nextEvent, select, selectEach } from "@mailslot/select";
import { test } from "uvu";
import { sourceContract } from "./contract.js";

/** The source that a case stands for: a select of it alone. */
const sourceOf = (it: Case): Source<unknown> => select({ it });

sourceContract("receive", () => {
  const numbers = channel<number>();
  return { source: numbers.recv(), happen: () => void numbers.send(1) };
});

sourceContract("send", () => {
  const numbers = channel<number>(0);
  return { source: sending(numbers, 1), happen: () => void numbers.recv().then(() => undefined) };
});

sourceContract("reservation", () => {
  const numbers = channel<number>(1);
  numbers.send(0);
  return { source: reserve(numbers), happen: () => void numbers.tryRecv() };
});

sourceContract("semaphore", () => {
  const permits = semaphore(1);
  const held = permits.tryAcquire();
  return { source: permits.acquire(), happen: () => held?.release() };
});

sourceContract("notify", () => {
  const wake = notify();
  return { source: wake, happen: () => wake.notifyOne() };
});

sourceContract("oneshot", () => {
  const once = oneshot<number>();
  return { source: once, happen: () => void once.send(1), toAll: true };
});

sourceContract("watch", () => {
  const level = watch(0);
  return { source: level.subscribe().recv(), happen: () => void level.send(level.value + 1), toAll: true };
});

sourceContract("broadcast", () => {
  const news = broadcast<number>(4);
  return { source: news.subscribe().recv(), happen: () => void news.send(1) };
});

sourceContract("sleep", ({ loop }) => ({ source: sleep(5), happen: () => loop.advance(5), toAll: true }));

sourceContract("interval", ({ loop }) => ({ source: interval(5), happen: () => loop.advance(5), toAll: true }));

sourceContract("task", ({ go }) => {
  const end = oneshot<number>();
  return { source: go(() => end), happen: () => void end.send(1), toAll: true };
});

sourceContract("time limit", () => {
  const numbers = channel<number>();
  return { source: timeout(numbers.recv(), 1_000), happen: () => void numbers.send(1) };
});

sourceContract("end as a value", () => {
  const numbers = channel<number>();
  return { source: orClosed(numbers.recv(), null), happen: () => numbers.close(), toAll: true };
});

sourceContract("abort signal", () => {
  const controller = new AbortController();
  return { source: sourceOf(controller.signal), happen: () => controller.abort(), toAll: true };
});

sourceContract("promise", () => {
  let resolve: (value: number) => void = () => undefined;
  const promise = new Promise<number>((done) => {
    resolve = done;
  });
  return { source: sourceOf(promise), happen: () => resolve(1), toAll: true };
});

sourceContract("async iterator", () => {
  const items = channel<number>();
  return { source: sourceOf(items[Symbol.asyncIterator]()), happen: () => void items.send(1) };
});

sourceContract("events", () => {
  const emitter = new EventEmitter();
  return { source: events(emitter, "data").recv(), happen: () => void emitter.emit("data", 1) };
});

sourceContract("next event", () => {
  const emitter = new EventEmitter();
  return {
    source: nextEvent(emitter, "data"),
    happen: () => void emitter.emit("data", 1),
    toAll: true,
    forgets: true,
  };
});

sourceContract("select", () => {
  const [a, b] = [channel<number>(), channel<number>()];
  return { source: select({ a, b }), happen: () => void b.send(1) };
});

sourceContract("select loop", () => {
  const [a, b] = [channel<number>(), channel<number>()];
  return { source: selectEach({ a, b }), happen: () => void b.send(1), single: true };
});

sourceContract("select of selects", () => {
  const [a, b] = [channel<number>(), channel<number>()];
  return {
    source: select({ left: select({ a }), right: selectEach({ b }) }),
    happen: () => void b.send(1),
    single: true,
  };
});

test.run();
