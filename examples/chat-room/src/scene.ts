// A scene: what members do, one command per line. Empty lines and those that begin with # are left out.
import type { Chat } from "./chat.js";

/** One thing that a member does, or that is asked. */
export interface Command {
  readonly text: string;
  /** Carries it out, and returns the lines to write about it. */
  readonly perform: (chat: Chat) => string[];
}

/** Says which line is not a command. */
export class SceneError extends Error {}

type Words = Readonly<Record<string, string>>;
type Form<T> = readonly [RegExp, (chat: Chat, words: Words) => T];

const DEEDS: readonly Form<void>[] = [
  [/^(?<name>\S+) joins (?<room>\S+)$/, (chat, { name = "", room = "" }) => chat.join(name, room)],
  [/^(?<name>\S+) leaves (?<room>\S+)$/, (chat, { name = "", room = "" }) => chat.leave(name, room)],
  [
    /^(?<name>\S+) says in (?<room>\S+): (?<text>.+)$/,
    (chat, { name = "", room = "", text = "" }) => chat.say(name, room, text),
  ],
  [/^(?<name>\S+) crashes$/, (chat, { name = "" }) => chat.crash(name)],
  [/^(?<name>\S+) goes$/, (chat, { name = "" }) => chat.quit(name)],
];

const QUESTIONS: readonly Form<string[]>[] = [[/^who is in (?<room>\S+)$/, (chat, { room = "" }) => chat.who(room)]];

/** Reads a scene. Throws a SceneError at the first line that is not a command. */
export function readScene(text: string): Command[] {
  return text.split(/\r?\n/).flatMap((line, n) => readLine(line.trim(), n + 1) ?? []);
}

function readLine(text: string, line: number): Command | null {
  if (text === "" || text.startsWith("#")) return null;
  const perform = deed(text) ?? question(text);
  if (perform === null) throw new SceneError(`line ${line} is not a command: "${text}"`);
  return { text, perform };
}

function deed(text: string): Command["perform"] | null {
  for (const [form, act] of DEEDS) {
    const words = form.exec(text)?.groups;
    if (words === undefined) continue;
    return (chat) => {
      act(chat, words);
      return [];
    };
  }
  return null;
}

function question(text: string): Command["perform"] | null {
  for (const [form, ask] of QUESTIONS) {
    const words = form.exec(text)?.groups;
    if (words !== undefined) return (chat) => [ask(chat, words).join(", ") || "nobody"];
  }
  return null;
}
