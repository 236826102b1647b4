// Senders and receiver are actors; a mailbox is unbounded.

export { default } from "./fan-in.mjs";
