/** Collects dead letters from now on. */
import { type DeadLetter, deadLetters } from "@mailslot/actor";

/** Returns what gives, and forgets, the dead letters that have come. */
export function receivedLetters(): () => DeadLetter[] {
  const receiver = deadLetters();
  return () => {
    const letters: DeadLetter[] = [];
    for (let letter = receiver.tryRecv(); typeof letter === "object"; letter = receiver.tryRecv()) letters.push(letter);
    return letters;
  };
}
