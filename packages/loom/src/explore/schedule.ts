/**
 * Schedules as text: which thread takes each step, and what it chooses. "1" is a step of thread 1, "1*3" three of
 * them, "1=2" a step with the third of its possible results, "1?2" the third choice, "1!" a time-out. A leading
 * "plain:" says that plain accesses are steps too.
 */

import { ModelError } from "../errors.js";

export const STEP = "";
export const RESULT = "=";
export const CHOICE = "?";
export const TIMEOUT = "!";

export interface Move {
  readonly thread: string;
  readonly kind: string;
  readonly outcome: number;
}

const PLAIN = "plain:";

/** Writes moves as one line; equal ones in a row are counted. */
export function formatSchedule(moves: readonly Move[], everyAccess: boolean): string {
  const words: string[] = [];
  for (let at = 0; at < moves.length; ) {
    const word = wordFor(moves[at]!);
    let end = at + 1;
    while (end < moves.length && wordFor(moves[end]!) === word) end++;
    words.push(end - at > 1 ? `${word}*${end - at}` : word);
    at = end;
  }
  return (everyAccess ? PLAIN : "") + words.join(" ");
}

/** Reads what `formatSchedule` wrote; throws ERR_LOOM_SCHEDULE naming the word that is none. */
export function parseSchedule(text: string): { moves: Move[]; everyAccess: boolean } {
  const everyAccess = text.startsWith(PLAIN);
  const words = text.slice(everyAccess ? PLAIN.length : 0).split(/\s+/);
  return { everyAccess, moves: words.filter((word) => word !== "").flatMap(parseWord) };
}

function wordFor({ thread, kind, outcome }: Move): string {
  return kind === CHOICE || kind === RESULT ? `${thread}${kind}${outcome}` : `${thread}${kind}`;
}

function parseWord(word: string): Move[] {
  const match = /^(\d+(?:\.\d+)*)(?:([=?])(\d+)|(!))?(?:\*(\d+))?$/.exec(word);
  if (match === null)
    throw new ModelError(
      "ERR_LOOM_SCHEDULE",
      `"${word}" is not a word of a schedule: a word is a thread, then "=", "?" or "!" and a count, such as 1*3 or 2?0`,
    );
  const [, thread, kind, outcome, timeout, count] = match;
  const move: Move = { thread: thread!, kind: timeout ?? kind ?? STEP, outcome: Number(outcome ?? 0) };
  return new Array<Move>(Number(count ?? 1)).fill(move);
}
