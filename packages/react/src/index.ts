/** The public names of @mailslot/react. */
export { type Answered, type Asked, type Pending, useAsk } from "./use-ask.js";
export { useWatch } from "./use-watch.js";
