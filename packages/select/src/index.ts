/** The public names of @mailslot/select. */
export type { Case, Cases, Selected, ValueOf } from "./cases.js";
export { type SelectEach, selectEach } from "./each.js";
export type { EventOrigin } from "./event-origin.js";
export { type Events, type EventsOptions, events } from "./events.js";
export { nextEvent } from "./next-event.js";
export type { Otherwise, SelectOptions } from "./options.js";
export { type Random, seededRandom } from "./random.js";
export { select } from "./select.js";
