/**
 * Who is let in: whoever has the token, and comes from a page of this server. A page of another site in the same browser could
 * learn the address, not the token; one whose name is rebound to this machine says a wrong host. See docs/decisions/0540-inspector.md.
 */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";

export class Admission {
  /** What the address of the page must hold. */
  readonly token: string;
  private readonly hash: Buffer;
  private readonly host: string;

  constructor(host: string) {
    this.token = randomBytes(24).toString("base64url");
    this.hash = hashOf(this.token);
    this.host = host.toLowerCase();
  }

  /** Returns why a request is refused; null when it is let in. */
  refusal(request: IncomingMessage): string | null {
    const { host = "", origin } = request.headers;
    if (!this.isOwn(host)) return "the Host header names another machine";
    if (origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`)
      return "the request comes from a page of another site";
    if (!this.fits(tokenOf(request.url))) return "the token is missing or wrong: open the address that inspect() gave";
    return null;
  }

  /** A name that is not this machine's could be rebound to it; a number cannot. */
  private isOwn(host: string): boolean {
    const name = hostNameOf(host);
    return name !== null && (name === "localhost" || name === this.host || isIP(name) !== 0);
  }

  private fits(token: string): boolean {
    return timingSafeEqual(hashOf(token), this.hash); // of equal length, whatever was given
  }
}

function hashOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function tokenOf(url = ""): string {
  try {
    return new URL(url, "http://localhost").searchParams.get("token") ?? "";
  } catch {
    return ""; // an address that cannot be read has none
  }
}

function hostNameOf(host: string): string | null {
  try {
    return new URL(`http://${host}`).hostname.replace(/^\[|\]$/g, "");
  } catch {
    return null; // nothing that a browser would say
  }
}
