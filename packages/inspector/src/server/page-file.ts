/** The page, which is built ahead and lies beside this program, and the headers that go with it. */
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { InspectorError } from "../errors.js";

/** What the page has where the number of its scripts and styles belongs. */
const NONCE = "{nonce}";

/** Reads the page. */
export async function readPage(): Promise<string> {
  try {
    return await readFile(new URL("./page.html", import.meta.url), "utf8");
  } catch (cause) {
    const text =
      "page.html does not lie beside the inspector's program: leave @mailslot/inspector out of the bundle, so that it is loaded from where it is installed";
    throw new InspectorError("ERR_MAILSLOT_INSPECTOR_PAGE", text, { cause });
  }
}

/** Returns the page with a number that only this answer has, and headers that let only what has it run. */
export function withNonce(page: string): { text: string; headers: Record<string, string> } {
  const nonce = randomBytes(16).toString("base64");
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    "connect-src 'self'",
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
  return {
    text: page.replaceAll(NONCE, nonce),
    headers: { ...headersFor(policy), "content-type": "text/html; charset=utf-8" },
  };
}

/** Returns the headers of every answer: nothing is kept, framed, guessed or told to other sites. */
export function headersFor(policy: string): Record<string, string> {
  return {
    "content-security-policy": policy,
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
  };
}
