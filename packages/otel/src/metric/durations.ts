/** How long asks, handlers and requests take, in seconds. */
import type { Attributes, Histogram, Meter } from "@opentelemetry/api";
import { METRIC_HTTP_SERVER_REQUEST_DURATION } from "../conventions.js";
import { withError } from "../failure.js";

/** Handlers take microseconds as well as seconds. */
const SECONDS = [0.00001, 0.0001, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** Those that the conventions give for HTTP. */
const HTTP_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

export class Durations {
  private readonly ask: Histogram;
  private readonly handler: Histogram;
  private readonly process: Histogram;
  private readonly request: Histogram;

  constructor(meter: Meter) {
    const histogram = (name: string, description: string, explicitBucketBoundaries = SECONDS): Histogram =>
      meter.createHistogram(name, { description, unit: "s", advice: { explicitBucketBoundaries } });
    this.ask = histogram("rpc.client.call.duration", "Asks of actors, from sending to the end");
    this.handler = histogram("rpc.server.call.duration", "Handlers of asks, from begin to end");
    this.process = histogram("messaging.process.duration", "Handlers of tells, from begin to end");
    this.request = histogram(
      METRIC_HTTP_SERVER_REQUEST_DURATION,
      "HTTP requests, until the answer is sent",
      HTTP_SECONDS,
    );
  }

  asked(attributes: Attributes, ms: number, failed: boolean, error: unknown): void {
    record(this.ask, attributes, ms, failed, error);
  }

  handled(attributes: Attributes, ms: number, failed: boolean, error: unknown): void {
    record(this.handler, attributes, ms, failed, error);
  }

  processed(attributes: Attributes, ms: number, failed: boolean, error: unknown): void {
    record(this.process, attributes, ms, failed, error);
  }

  requested(attributes: Attributes, ms: number): void {
    this.request.record(ms / 1000, attributes);
  }
}

function record(histogram: Histogram, attributes: Attributes, ms: number, failed: boolean, error: unknown): void {
  histogram.record(ms / 1000, failed ? withError(attributes, error) : attributes);
}
