// Plays a scene: after each command it waits until everybody has heard, and writes down what they heard.
import { go, type Steps } from "@mailslot/core";
import { Chat, NotPossible } from "./chat.js";
import type { Saying } from "./member.js";
import type { Command } from "./scene.js";

/** Plays the commands in order; `write` is given each line of the transcript. */
export async function play(commands: readonly Command[], write: (line: string) => void): Promise<void> {
  const chat = new Chat((member, saying) => write(`    ${member} hears ${describe(saying)}`));
  await go(function* scene() {
    for (const command of commands) yield* perform(chat, command, write);
    yield* chat.close();
  });
}

function* perform(chat: Chat, { text, perform }: Command, write: (line: string) => void): Steps<void> {
  write(text);
  try {
    for (const line of perform(chat)) write(`    ${line}`);
  } catch (error) {
    if (!(error instanceof NotPossible)) throw error;
    write(`    cannot be done: ${error.message}`);
  }
  yield* chat.quiet();
  yield* chat.quiet(); // an end that the first has waited for may have been announced since
}

function describe({ room, from, text }: Saying): string {
  return from === null ? `in ${room} that ${text}` : `${from} in ${room}: ${text}`;
}
