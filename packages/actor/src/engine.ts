/**
 * The second entry, `@mailslot/actor/engine`: what the other packages of this repository need of actors and programs do
 * not. Nothing is promised of its names from one version to the next. See docs/decisions/0031-an-entry-for-the-engine.md.
 */
export { exchangeLastId } from "./actor/actor-queue.js";
export { finish } from "./actor/drain.js";
export { cycleError } from "./ask/cycle.js";
export { type DirectWait, directWaits } from "./ask/direct-waits.js";
export { unwatchExit, watchExit } from "./distant/refer.js";
export { define, type ErrorClass, ErrorClasses } from "./error-classes.js";
export { isError, reasonOf } from "./exit-reason.js";
export { Feed } from "./feed.js";
export { type Naming, noteNames } from "./group/registry.js";
export type { Whereabouts } from "./lasting/lasting-actor.js";
export { endLasting, lasting } from "./lasting/named.js";
export { coreOf, isStarting } from "./spawn.js";
