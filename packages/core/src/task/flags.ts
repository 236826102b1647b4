/** The bits of a task's `flags`: who sets each, and when it is cleared. */

//                              set                                      cleared
export const STARTED: number = 1 << 0; // at the first tick                       never
export const DELIVERED: number = 1 << 1; // when what it waited for completes     when the body takes the result
export const FAILED: number = 1 << 2; // with DELIVERED: the result is an error   when the body is thrown it
export const CANCEL: number = 1 << 3; // by cancel()                              when the body is told
export const CANCELLED: number = 1 << 4; // when the body is told                 when it fails all the same
export const ENDED: number = 1 << 5; // at the end                                never
export const REJECTED: number = 1 << 6; // with ENDED: it ended with an error     never
export const OBSERVED: number = 1 << 7; // when somebody has seen how it ended    never
export const PROMISED: number = 1 << 8; // when the body returned a promise       never
export const PARKED: number = 1 << 9; // when it waits for a source               when that completes, or it is withdrawn
export const YIELDED: number = 1 << 10; // by yieldNow()                          when the body goes on, or is told of CANCEL
export const QUEUED: number = 1 << 11; // when it becomes runnable (DEBUG only)   when it is resumed
export const STACKLESS: number = 1 << 12; // when made as a StacklessTask         never
export const IDLE: number = 1 << 13; // by idle()                                 by wake()
export const NESTED: number = 1 << 14; // while react() runs steps                when they wait or end
export const ABANDONED: number = 1 << 15; // by abandon(), of steps that run  when they wait or end
