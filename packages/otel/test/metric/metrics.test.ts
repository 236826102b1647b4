// runs under Node alone: it serves HTTP
/** The metrics, as Prometheus' exporter of the real SDK gives them over HTTP. */
import { defineActor, spawn, stop } from "@mailslot/actor";
import { defaultScheduler, dump, oneshot, sleep } from "@mailslot/core";
import { instrument } from "@mailslot/otel";
import { supervisionReports, supervisor } from "@mailslot/supervision";
import { metrics } from "@opentelemetry/api";
import { PrometheusExporter } from "@opentelemetry/exporter-prometheus";
import { MeterProvider } from "@opentelemetry/sdk-metrics";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const measuring = suite("metrics");
const exporter = new PrometheusExporter({ port: 0, host: "127.0.0.1", preventServerStart: true });
const provider = new MeterProvider({ readers: [exporter] });

interface Listening {
  readonly _server: { address(): { port: number } };
}

measuring.before(async () => {
  await exporter.startServer();
});

measuring.after(async () => {
  await provider.shutdown();
});

/** Reads what a scraper would. */
async function scrape(): Promise<string> {
  const { port } = (exporter as unknown as Listening)._server.address();
  return (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
}

/** Returns the value of the line that has all `parts`; undefined if there is none. */
function reading(text: string, ...parts: string[]): number | undefined {
  const line = text.split("\n").find((each) => parts.every((part) => each.includes(part)));
  return line === undefined ? undefined : Number(line.split(" ").at(-1));
}

const gate = oneshot<void>();
const Worker = defineActor("worker", {
  receive: {
    square: (_ctx, n: number) => n * n,
    waits: () => gate,
    fails(): void {
      throw new TypeError("it failed");
    },
  },
});

measuring("before an SDK is registered there is nothing to measure with; afterwards it is found", async () => {
  using telemetry = instrument();
  assert.is(telemetry.measures, false);
  metrics.setGlobalMeterProvider(provider);
  while (!telemetry.measures) await sleep(50);
  const worker = spawn(Worker);
  await worker.ask.square(2);
  assert.is(reading(await scrape(), "rpc_client_call_duration_count", 'rpc_method="worker/square"'), 1);
  stop(worker);
});

measuring(
  "how long asks and handlers take, how deep mailboxes are, dead letters, restarts and the scheduler's delay",
  async () => {
    using telemetry = instrument({ reports: supervisionReports });
    assert.is(telemetry.measures, true);
    const tasks = dump().length;
    await using tree = await supervisor({ children: [{ id: "worker", start: () => spawn(Worker) }] });
    await Promise.resolve(tree.child("worker").ask.fails()).catch(() => undefined);
    while (dump().length < tasks) await sleep(1);
    const busy = spawn(Worker);
    busy.tell.waits();
    for (let n = 0; n < 4; n++) busy.tell.square(n);
    const dead = spawn(Worker);
    stop(dead);
    dead.tell.square(1);
    await sleep(20);
    const text = await scrape();
    assert.is(reading(text, "mailslot_actor_count", 'definition="worker"'), 2);
    assert.is(reading(text, "mailslot_actor_mailbox_depth", 'definition="worker"'), 5);
    assert.is(reading(text, "mailslot_actor_mailbox_deepest", 'definition="worker"'), 5);
    assert.is(reading(text, "mailslot_supervisor_restarts_total", "supervisor_name"), 1);
    assert.ok((reading(text, "mailslot_actor_dead_letters_total{") as number) >= 1);
    assert.ok((reading(text, "mailslot_scheduler_delay_p99{") as number) >= 0);
    assert.ok((reading(text, "mailslot_scheduler_ticks_total{") as number) > 0);
    assert.is(reading(text, "rpc_server_call_duration_count", "worker/fails", 'error_type="TypeError"'), 1);
    gate.send();
    await busy.ask.square(1);
    assert.is(reading(await scrape(), "messaging_process_duration_count", 'mailslot_message="square"'), 4);
    stop(busy);
  },
);

measuring("after it was disposed of, nothing is measured, and no task and no observer is left", async () => {
  while (dump().length > 0) await sleep(1); // what the tests before have still to end
  const telemetry = instrument({ reports: supervisionReports });
  telemetry[Symbol.dispose]();
  while (dump().length > 0) await sleep(1);
  const { observer } = defaultScheduler() as unknown as { observer: unknown };
  assert.is(observer, null);
  const text = await scrape();
  // What was measured last is kept by the SDK.
  const ticks = reading(text, "mailslot_scheduler_ticks_total{");
  await sleep(1);
  assert.is(reading(await scrape(), "mailslot_scheduler_ticks_total{"), ticks);
});

measuring.run();
