/** The numbers of select, each with its reason. */

/**
 * Of this many selects that complete at once, one at least also waits briefly on the cases that were not ready. A brief
 * wait costs about as much as a select that is ready, so at 64 the price is below 2%.
 */
export const WAIT_BRIEFLY_EVERY = 64;

/**
 * A source that listens only during a wait listens without one, after it was asked this often with no wait between.
 * A select asks each of its cases once before it waits, so it takes a few for sure.
 */
export const LISTEN_AFTER_ASKING = 8;

/**
 * How often the cases of a select that its own asking has pushed out of their sources are asked again, before they are
 * entered unasked. Once is enough but for sources whose code sends to other cases of the select that asks them.
 */
export const ASK_DISPLACED = 4;
