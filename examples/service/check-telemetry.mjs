// 2,000 requests of real clients to the service under OpenTelemetry, while its workers crash: each is one trace, which the client has begun,
// down to the worker that computed; and Prometheus finds what it asks for. The collector is this process.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";

const REQUESTS = Number(process.env.REQUESTS ?? 2_000);
const CLIENTS = 32;

/** The spans that have come, by their trace. */
const traces = new Map();
const collector = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const { resourceSpans } = JSON.parse(Buffer.concat(chunks));
  for (const span of resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)))
    traces.set(span.traceId, [...(traces.get(span.traceId) ?? []), span]);
  response.writeHead(200, { "content-type": "application/json" }).end("{}");
});
await once(collector.listen(0, "127.0.0.1"), "listening");
const free = await freePort();

async function freePort() {
  const server = createServer();
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address();
  server.close();
  return port;
}

const child = spawn(process.execPath, ["dist/main.js", "--crash", "--otel"], {
  stdio: ["ignore", "pipe", "pipe"],
  env: {
    ...process.env,
    OTEL_EXPORTER_PROMETHEUS_PORT: String(free),
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${collector.address().port}`,
  },
});
const exit = once(child, "close");
let said = "";
child.stdout.on("data", (data) => (said += data));
child.stderr.on("data", (data) => (said += data));
while (!/listening on .*\n/.test(said)) await once(child.stdout, "data");
const port = Number(/listening on (\d+)/.exec(said)[1]);

const idOf = (n) => n.toString(16).padStart(32, "a");
let asked = 0;
async function client() {
  while (asked < REQUESTS) {
    const n = ++asked;
    const headers = { "x-client": "check", traceparent: `00-${idOf(n)}-b7ad6b7169203331-01` };
    const answer = await fetch(`http://127.0.0.1:${port}/${n}`, { headers });
    assert.equal(await answer.text(), String(n ** 2));
  }
}
await Promise.all(Array.from({ length: CLIENTS }, client));

const scraped = await (await fetch(`http://127.0.0.1:${free}/metrics`)).text();
const reading = (...parts) => {
  const line = scraped.split("\n").find((each) => !each.startsWith("#") && parts.every((part) => each.includes(part)));
  return Number(line?.split(" ").at(-1));
};
child.kill("SIGTERM");
const [code] = await exit;
collector.close();
assert.equal(code, 0, said);

assert.equal(reading("http_server_request_duration_count", 'http_route="/:n"'), REQUESTS);
assert.ok(reading("rpc_client_call_duration_count", 'rpc_method="worker/square"') >= REQUESTS, scraped);
assert.ok(reading("mailslot_actor_count", 'definition="worker"') >= 1, scraped);
assert.ok(reading("mailslot_supervisor_restarts_total") >= 1, scraped);
assert.ok(reading("mailslot_scheduler_ticks_total") > REQUESTS, scraped);

const server = ({ kind }) => kind === 2; // SpanKind.SERVER, as OTLP counts
for (let n = 1; n <= REQUESTS; n++) {
  const spans = traces.get(idOf(n)) ?? [];
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const computed = spans.filter((span) => server(span) && span.name === "worker/square").at(-1);
  const way = [];
  for (let span = computed; span !== undefined; span = byId.get(span.parentSpanId)) way.push(span.name);
  assert.deepEqual(
    way,
    ["worker/square", "worker/square", "GET /:n"],
    `request ${n} has ${spans.map(({ name }) => name)}`,
  );
}
console.log(`${REQUESTS} requests were one trace each, and Prometheus was told of all of them`);
