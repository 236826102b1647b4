/**
 * The second entry, `@mailslot/actor/engine`: what the other packages of this repository need of actors and programs do
 * not. Nothing is promised of its names from one version to the next. See docs/decisions/0031-an-entry-for-the-engine.md.
 */
export { reasonOf } from "./exit-reason.js";
export { Feed } from "./feed.js";
export { coreOf, isStarting } from "./spawn.js";
