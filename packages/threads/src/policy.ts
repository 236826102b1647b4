/** Every number of this package that is a choice, with its reason. */

export interface ThreadsPolicy {
  /** Slots of a thread's ring, a power of two: Tokio's and Go's number. What overflows goes to the inject ring. */
  readonly ring: number;
  /** Slots of a thread's inject ring, a power of two: holds a hint for every block, and as many stale ones thrice. */
  readonly inject: number;
  /** Jobs that a thread may have with others at once; what is made beyond waits with it, not encoded. */
  readonly blocks: number;
  /** How many of its own jobs a worker shows others, while somebody looks for work: with 4, a thief starves behind each long job. */
  readonly shown: number;
  /** How many of its forks: thieves take the oldest, which are large; the owner runs the newest, which are warm. */
  readonly shownForks: number;
  /** After how many jobs a worker looks at the inject rings of others first; Tokio's number, and core's. */
  readonly injectInterval: number;
  /** How long a thread works before its event loop polls, in milliseconds; core's slice. */
  readonly burst: number;
  /** How long a thread that waits spins, in milliseconds: what parking costs, so that it never loses more than twice that. */
  readonly spin: number;
  /** Bytes of the ring from one thread to another, a power of two: some hundred messages. What is over a quarter goes by a port. */
  readonly carrier: number;
  /** How many messages a thread takes in from another before it looks at the next. */
  readonly frames: number;
  /** How many jobs that wait for something a worker has begun before it begins no more of others. */
  readonly begun: number;
  /** How long a job that was aborted may go on before its worker is ended, in milliseconds. */
  readonly grace: number;
  /** How long the end of a worker may take, in milliseconds, before it counts as dead: in a native call it ends no sooner than that. */
  readonly endsWithin: number;
  /** How long workers may take to start, in milliseconds. */
  readonly startWithin: number;
  /** How long `close` waits for jobs that have begun, in milliseconds. */
  readonly closeWithin: number;
  /** After how many milliseconds a worker that does not move counts as stuck: far longer than a job that is well cut takes. */
  readonly stuckAfter: number;
  /** How often the calling thread looks within that time: enough that being late makes little difference. */
  readonly looks: number;
  /** How long a stuck worker may take to say where it is, in milliseconds: 40 on a machine that is not busy. */
  readonly stackWithin: number;
  /** How many events, and as many jobs, each thread keeps in a trace: core's number. */
  readonly traced: number;
  /** How many of them go in one message: some 5 ms of copying, between which a worker does its work. */
  readonly tracePart: number;
  /** How long a worker may say nothing when its trace is asked for, in milliseconds: `closeWithin`, far more than jobs that leave the event loop its turns. */
  readonly traceWithin: number;
  /** How many workers may die within `deathsWithin` milliseconds before the threads give up. */
  readonly deaths: number;
  readonly deathsWithin: number;
}

export const policy: ThreadsPolicy = {
  ring: 256,
  inject: 16_384,
  blocks: 4096,
  shown: 128,
  shownForks: 2,
  injectInterval: 61,
  burst: 1,
  spin: 0.05,
  carrier: 65_536,
  frames: 256,
  begun: 64,
  grace: 500,
  endsWithin: 400,
  startWithin: 30_000,
  closeWithin: 1_000,
  stuckAfter: 10_000,
  looks: 4,
  stackWithin: 1_000,
  traced: 65_536,
  tracePart: 2_000,
  traceWithin: 1_000,
  deaths: 16,
  deathsWithin: 5_000,
};
