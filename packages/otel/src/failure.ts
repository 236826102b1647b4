/** What spans and metrics say of an error. */
import { type Attributes, type Span, SpanStatusCode } from "@opentelemetry/api";
import { ATTR_ERROR_TYPE, OTHER } from "./conventions.js";

/** Returns the type of an error: its code, else the name of its class. */
export function typeOf(error: unknown): string {
  if (typeof error !== "object" || error === null) return typeof error === "string" ? error : OTHER;
  const { code, name } = error as { code?: unknown; name?: unknown };
  for (const each of [code, name]) if (typeof each === "string" && each !== "") return each;
  return OTHER;
}

/** Marks a span as failed, with the error as an event. */
export function fail(span: Span, error: unknown): void {
  span.setAttribute(ATTR_ERROR_TYPE, typeOf(error));
  span.setStatus({ code: SpanStatusCode.ERROR, message: messageOf(error) });
  if (error instanceof Error) span.recordException(error);
}

/** Returns `attributes` of a metric with the type of an error. */
export function withError(attributes: Attributes, error: unknown): Attributes {
  return { ...attributes, [ATTR_ERROR_TYPE]: typeOf(error) };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
