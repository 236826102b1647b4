/**
 * The spans of messages, and how long asks and handlers take. An ask has a span from its sending to its end, and that of its handler is a
 * child; a tell has one for its sending, and that of its handler is linked to it; what a timer sends has that of its handler alone.
 *
 * Invariants: `open` holds exactly the spans that were begun here and have not been ended.
 */

import type { AnyRef, AskEnd, DeadLetterReason, HandlerEnd, MessageWatcher, WatchedMessage } from "@mailslot/actor";
import { type Context, context, type Span, SpanKind, TraceFlags, type Tracer, trace } from "@opentelemetry/api";
import { fail } from "../failure.js";
import type { Durations } from "../metric/durations.js";
import { type MessageNames, namesFor } from "./message-names.js";

const ACTOR = "mailslot.actor";

/** A message on its way. */
interface Tracked {
  readonly asked: boolean;
  readonly byTimer: boolean;
  readonly names: MessageNames;
  /** The context of the sender. */
  readonly sender: Context;
  /** Whether it was sent on another thread, which has its span, and its duration. */
  readonly arrived: boolean;
  /** The span of the ask or the tell, which stands for one elsewhere if it has arrived; null without a tracer, if none came with it, and for what a timer sends. */
  readonly span: Span | null;
  readonly sentAt: number;
  /** When its handler began last; below 0 before. */
  begunAt: number;
  /** The span of its handler, while that runs or waits. */
  handler: Span | null;
  /** The context of its handler, and, before that begins, of what it is carried with to another thread; null if that has no span. */
  within: Context | null;
}

/** What messages are traced with. */
export interface MessageTelemetry {
  readonly tracer: Tracer | null;
  readonly durations: Durations | null;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  /** Whether the span of the handler of a tell begins a trace of its own, or belongs to that of the teller. */
  readonly tells: "link" | "child";
}

export class MessageSpans implements MessageWatcher<Tracked> {
  private readonly telemetry: MessageTelemetry;
  private readonly open: Set<Span>;

  constructor(telemetry: MessageTelemetry) {
    this.telemetry = telemetry;
    this.open = new Set();
  }

  /** Ends the spans of what is under way: nobody hears of its end. */
  close(): void {
    for (const span of this.open) this.end(span);
  }

  private end(span: Span): void {
    this.open.delete(span);
    span.end();
  }

  sent({ to, message, asked, arrived, byTimer }: WatchedMessage): Tracked {
    const { tracer, now } = this.telemetry;
    const names = namesFor(to, message);
    const sender = context.active();
    const kept = { asked, arrived, byTimer, names, sender, sentAt: now(), begunAt: -1, handler: null };
    if (arrived) return { ...kept, span: trace.getSpan(sender) ?? null, within: null };
    const isSilent = tracer === null || byTimer;
    const span = isSilent ? null : asked ? askSpan(tracer, names, sender) : tellSpan(tracer, names, sender);
    if (span?.isRecording() === true) span.setAttribute(ACTOR, to.name);
    if (asked && span !== null) this.open.add(span);
    else span?.end();
    return { ...kept, span, within: span === null ? null : trace.setSpan(sender, span) };
  }

  began(tracked: Tracked, actor: AnyRef): void {
    tracked.begunAt = this.telemetry.now();
    const { tracer } = this.telemetry;
    const { span, sender, arrived, byTimer } = tracked;
    if (tracer === null || (span === null && !arrived && !byTimer)) return;
    const below = span === null ? sender : trace.setSpan(sender, span);
    tracked.within = below;
    if (tracked.asked && span !== null && !isSampled(span, arrived)) return;
    tracked.handler = this.handlerSpan(tracer, tracked, below);
    this.open.add(tracked.handler);
    tracked.handler.setAttribute(ACTOR, actor.name);
    tracked.within = trace.setSpan(sender, tracked.handler);
  }

  private handlerSpan(tracer: Tracer, { asked, byTimer, names, sender, span }: Tracked, below: Context): Span {
    if (byTimer) return timerSpan(tracer, names, sender);
    if (asked) return tracer.startSpan(names.ask, { kind: SpanKind.SERVER, attributes: names.called }, below);
    const options = { kind: SpanKind.CONSUMER, attributes: names.processed };
    if (this.telemetry.tells === "child") return tracer.startSpan(names.process, options, below);
    const links = span === null ? [] : [{ context: span.spanContext() }];
    return tracer.startSpan(names.process, { ...options, root: true, links }, sender);
  }

  within({ within }: Tracked, step: () => void): void {
    if (within === null) step();
    else context.with(within, step);
  }

  ended(tracked: Tracked, end: HandlerEnd): void {
    const { handler, names, begunAt, asked, byTimer } = tracked;
    const { durations, now } = this.telemetry;
    const isFailed = end.status !== "completed" && end.status !== "stashed";
    if (handler !== null) {
      if (isFailed) fail(handler, end.error);
      if (end.status !== "completed") handler.setAttribute("mailslot.handler.end", end.status);
      this.end(handler);
      tracked.handler = null;
    }
    if (durations === null || byTimer || end.status === "stashed") return;
    if (asked) durations.handled(names.called, now() - begunAt, isFailed, end.error);
    else durations.processed(names.processed, now() - begunAt, isFailed, end.error);
  }

  /** What no handler took has a span that says so. */
  lost(tracked: Tracked, reason: DeadLetterReason): void {
    const { tracer } = this.telemetry;
    const { asked, begunAt, sender, span: told } = tracked;
    if (asked || begunAt >= 0 || tracer === null || told === null) return;
    const span = this.handlerSpan(tracer, tracked, trace.setSpan(sender, told));
    span.setAttribute("mailslot.dead_letter.reason", reason);
    fail(span, `dead letter: ${reason}`);
    span.end();
  }

  answered({ span, names, sentAt, arrived }: Tracked, end: AskEnd): void {
    if (arrived) return;
    const { durations, now } = this.telemetry;
    const isFailed = end.status === "failed";
    if (span !== null) {
      if (isFailed) fail(span, end.error);
      this.end(span);
    }
    durations?.asked(names.called, now() - sentAt, isFailed, end.error);
  }
}

function isSampled(span: Span, arrived: boolean): boolean {
  return arrived ? (span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0 : span.isRecording();
}

function askSpan(tracer: Tracer, { ask, called }: MessageNames, sender: Context): Span {
  return tracer.startSpan(ask, { kind: SpanKind.CLIENT, attributes: called }, sender);
}

/** Each time that a timer of an actor sends begins a trace. */
function timerSpan(tracer: Tracer, names: MessageNames, sender: Context): Span {
  const options = { kind: SpanKind.INTERNAL, attributes: names.timed, root: true };
  return tracer.startSpan(names.timer, options, sender);
}

function tellSpan(tracer: Tracer, { tell, sent }: MessageNames, sender: Context): Span {
  return tracer.startSpan(tell, { kind: SpanKind.PRODUCER, attributes: sent }, sender);
}
