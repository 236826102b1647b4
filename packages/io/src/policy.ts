/** The numbers of this package, each with its reason. */

/** Bytes that a connection reads ahead of its reader before it stops reading: one read of libuv, so one is always whole. */
export const READ_AHEAD: number = 65_536;

/** Bytes the platform may hold of what was written before `write` waits: as much, for the same reason. */
export const WRITE_AHEAD: number = 65_536;

/** Connections that may wait to be accepted: what Node asks of the system (and Linux allowed up to 2020 was 128). */
export const BACKLOG: number = 511;

/** How long close() goes on sending, in ms: nginx's lingering_timeout. */
export const LINGER: number = 5_000;

/** Silence before the system asks whether the peer lives, in ms: below the five minutes after which routers forget. */
export const KEEP_ALIVE: number = 60_000;

/** Characters a line may have: more than people write, and little enough to hold one per connection. */
export const LINE_LENGTH: number = 1_048_576;

/** Bytes read from a file at once: as much as a read of a socket gives, and what createReadStream asks for. */
export const FILE_CHUNK: number = 65_536;

/** Datagrams kept for a receiver that is late: at 1,500 bytes each, about what ten sockets hold in the system. */
export const DATAGRAMS: number = 1_024;

/** Datagrams handed to the system at once: more than it takes in between, and at 64 KB each no more than 16 MB. */
export const SENDS: number = 256;

/** Requests kept that were not yet taken; more are answered 503. As many connections may wait in the system. */
export const REQUESTS: number = 1_024;

/** How long a request may go without the beginning of an answer, in ms, before it counts as abandoned: nginx's proxy_read_timeout. */
export const ANSWER_WITHIN: number = 60_000;

/** How long a process has from SIGTERM to SIGKILL, in ms: as long as close() lingers, and as supervisors give. */
export const GRACE: number = 5_000;

/** Requests of one connection that are handed over at once: as many as a browser opens connections to a host, and more. */
export const PIPELINED: number = 16;

/** Bytes of a request's body that are gathered in memory by default: nginx's client_max_body_size. */
export const BODY: number = 1_048_576;

/** How long a TLS handshake may take, in ms: the TLSHandshakeTimeout of Go's HTTP client. */
export const HANDSHAKE: number = 10_000;

/** How often a watched file is looked at beside what the system tells, in ms: the sleep interval of `tail -F`. */
export const LOOK_EVERY: number = 1_000;

/** Bytes before the place of reading by which a followed file is known to be the same still: more than a line's beginning. */
export const MARK: number = 256;

/** Rotated files that are kept open for a reader who is late: more than are rotated in the longest pause of a collector. */
export const ROTATED: number = 64;

/** How long a program may take to stop after a signal, in ms, before its process ends: docker stop waits as long. */
export const STOP_LIMIT: number = 10_000;
