// A member: an actor that hears what is said in its rooms, one thing at a time, and keeps it.
import { defineActor, type RefOf } from "@mailslot/actor";

/** Something said in a room; `from` is null for what the room itself says. */
export interface Saying {
  readonly room: string;
  readonly from: string | null;
  readonly text: string;
}

/** Is told what a member hears, when it hears it. */
export type Listener = (member: string, saying: Saying) => void;

export const Member = defineActor("member", {
  state: (name: string, listener: Listener) => ({ name, listener, heard: 0 }),
  receive: {
    hear({ state }, saying: Saying): void {
      state.heard++;
      state.listener(state.name, saying);
    },
    /** Answers how much it has heard: all that was said before it was asked. */
    heard: ({ state }): number => state.heard,
    crash({ state }): void {
      throw new Error(`${state.name} has run into a bug`);
    },
  },
});

export type MemberRef = RefOf<typeof Member>;
