/** A hash of text, for spreading keys over a number of workers. */

/**
 * Returns a hash of `text` from 0 to 2^32 - 1: FNV-1a over UTF-16 units, then the finalizer of MurmurHash3, which
 * spreads texts that differ in one digit. The same on every machine and in every version.
 */
export function hash(text: string): number {
  let sum = 0x811c9dc5;
  for (let n = 0; n < text.length; n++) sum = Math.imul(sum ^ text.charCodeAt(n), 0x01000193);
  sum = Math.imul(sum ^ (sum >>> 16), 0x85ebca6b);
  sum = Math.imul(sum ^ (sum >>> 13), 0xc2b2ae35);
  return (sum ^ (sum >>> 16)) >>> 0;
}
