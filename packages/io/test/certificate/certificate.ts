/** A certificate for localhost that it has signed itself, and its key; for tests alone. */
import { readFileSync } from "node:fs";

function load(name: string): string {
  return readFileSync(new URL(name, import.meta.url), "utf8");
}

export const cert: string = load("certificate.pem");
export const key: string = load("key.pem");
