// An actor is a fiber with a Queue as mailbox.

export { default } from "./fan-in.mjs";
