/** The bits of a task's `flags`. */

/*
 *               set                                        cleared
 *   STARTED     at the first tick                          never
 *   DELIVERED   when what it waited for completes          when the body takes the result
 *   FAILED      with DELIVERED, if the result is an error  when the error is thrown into the body
 *   CANCEL      by `cancel`                                when the cancellation is thrown into the body
 *   CANCELLED   when CANCEL is cleared                     when the task fails all the same
 *   ENDED       at the end                                 never
 *   REJECTED    with ENDED, if it ended with an error      never
 *   OBSERVED    when another has seen how it ended         never
 *   PROMISED    when the body returned a promise           never
 *   PARKED      when it waits for a source                 when that completes, or the wait is withdrawn
 *   YIELDED     by `yieldNow`                              when the body goes on, or CANCEL is cleared
 *   QUEUED      when it becomes runnable (DEBUG only)      when it is resumed
 *   STACKLESS   when made as a StacklessTask               never
 *   IDLE        by `idle`                                  by `wake`
 *   NESTED      while `react` runs steps                   when the steps wait or end
 *   ABANDONED   by `abandon`, while steps run              when the steps wait or end
 *
 * The bits from 1 << 16 on belong to the class that extends StacklessTask.
 */
export const STARTED: number = 1 << 0;
export const DELIVERED: number = 1 << 1;
export const FAILED: number = 1 << 2;
export const CANCEL: number = 1 << 3;
export const CANCELLED: number = 1 << 4;
export const ENDED: number = 1 << 5;
export const REJECTED: number = 1 << 6;
export const OBSERVED: number = 1 << 7;
export const PROMISED: number = 1 << 8;
export const PARKED: number = 1 << 9;
export const YIELDED: number = 1 << 10;
export const QUEUED: number = 1 << 11;
export const STACKLESS: number = 1 << 12;
export const IDLE: number = 1 << 13;
export const NESTED: number = 1 << 14;
export const ABANDONED: number = 1 << 15;
