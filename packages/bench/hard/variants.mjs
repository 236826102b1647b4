// The circumstances of `--hard`: what is installed before a row runs, with which flags of Node it does, and how many members
// it has. Each runs in a process of its own.

import { AsyncLocalStorage } from "node:async_hooks";
import { createRequire } from "node:module";
import { join } from "node:path";
import { defaultScheduler, observe, startTrace } from "@mailslot/core";
import { instrument } from "@mailslot/otel";
import { peersFolder } from "../harness/implementations.mjs";
import { runStrangers } from "./strangers.mjs";

const nothing = () => {};

function installHooks() {
  observe(defaultScheduler(), { hooks: { spawned: nothing, beforeTick: nothing, afterTick: nothing, ended: nothing } });
}

function installCarrier() {
  const carrier = { capture: () => AsyncLocalStorage.snapshot(), run: (snapshot, tick) => snapshot(tick) };
  observe(defaultScheduler(), { carrier });
}

function installStore() {
  const storage = new AsyncLocalStorage();
  const carrier = { capture: () => storage.getStore(), run: (store, tick) => storage.run(store, tick) };
  storage.enterWith({ user: "one that all rows serve" });
  observe(defaultScheduler(), { carrier });
}

/** A span for each task, in the context of its spawner; no SDK is registered, so that the API does nothing. */
function installOpenTelemetry() {
  const { context, trace } = createRequire(join(peersFolder, "package.json"))("@opentelemetry/api");
  const tracer = trace.getTracer("mailslot");
  const spans = new Map();
  observe(defaultScheduler(), {
    carrier: { capture: () => context.active(), run: (active, tick) => context.with(active, tick) },
    hooks: {
      spawned(task) {
        const span = tracer.startSpan(task.name);
        if (span.isRecording()) spans.set(task, span);
      },
      ended(task) {
        if (spans.size > 0) spans.get(task)?.end();
      },
    },
  });
}

/**
 * @typedef {object} Variant
 * @property {string} name
 * @property {string} about
 * @property {number} [factor] How many times the members of the plain row it has.
 * @property {string[]} [flags] Of Node.
 * @property {() => void} [install] Runs once, before the row is loaded.
 * @property {() => Promise<void>} [before] Runs before every round.
 */

/** @type {Variant[]} */
export const variants = [
  { name: "plain", about: "the row as it is" },
  { name: "x10", about: "10 times the members", factor: 10 },
  { name: "x100", about: "100 times the members", factor: 100 },
  { name: "hooks", about: "every hook of observe(), each an empty function", install: installHooks },
  { name: "tracer", about: "startTrace()", install: startTrace },
  { name: "carrier", about: "a carrier of AsyncLocalStorage.snapshot()", install: installCarrier },
  { name: "store", about: "a carrier of one AsyncLocalStorage", install: installStore },
  {
    name: "otel",
    about: "a carrier and a span per task by @opentelemetry/api, without an SDK",
    install: installOpenTelemetry,
  },
  { name: "telemetry", about: "instrument() of @mailslot/otel, without an SDK", install: () => void instrument() },
  { name: "128MB", about: "--max-old-space-size=128", flags: ["--max-old-space-size=128"] },
  {
    name: "strangers",
    about: "1,000 other generator functions and 1,000 other definitions run before each round",
    before: runStrangers,
  },
  { name: "soaked", about: "the process has run all rows in turns for some minutes" },
];
