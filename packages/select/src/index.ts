/** The public names of @mailslot/select. */
export type { Case, Cases, Selected, ValueOf } from "./case/cases.js";
export type { EventOrigin } from "./events/event-origin.js";
export { type Events, type EventsOptions, events } from "./events/events.js";
export { nextEvent } from "./events/next-event.js";
export { type SelectEach, selectEach } from "./loop/each.js";
export type { OptionsFor, Otherwise, SelectOptions } from "./options.js";
export { type Random, seededRandom } from "./random.js";
export { select } from "./select.js";
