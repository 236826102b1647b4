// What a word is. For the count, as GNU wc has it: a run of characters between white space. For the frequencies, the
// same in lower case, without the punctuation around it.

// The white space of wc -w in a UTF-8 locale: that of the C library, and the spaces that do not break.
const WORD = /[^\t-\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u2060\u3000]+/g;
const PUNCTUATION_AROUND = /^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu;

/** How often each word occurs. */
export type Frequencies = Map<string, number>;

/** Counts the words of `text`, and adds them to `frequencies`. */
export function countWords(text: string, frequencies: Frequencies): number {
  let words = 0;
  for (const [word] of text.matchAll(WORD)) {
    words++;
    const plain = word.replace(PUNCTUATION_AROUND, "").toLowerCase();
    if (plain !== "") frequencies.set(plain, (frequencies.get(plain) ?? 0) + 1);
  }
  return words;
}

/** Adds the frequencies of `part` to `all`. */
export function addFrequencies(all: Frequencies, part: Frequencies): void {
  for (const [word, count] of part) all.set(word, (all.get(word) ?? 0) + count);
}

/** Returns the `many` most frequent words; of two equally frequent ones, the first of the alphabet comes first. */
export function mostFrequent(all: Frequencies, many: number): { word: string; count: number }[] {
  const sorted = [...all].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return sorted.slice(0, many).map(([word, count]) => ({ word, count }));
}
