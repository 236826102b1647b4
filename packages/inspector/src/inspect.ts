/** Starts the inspector: checks what it is given, reads the page, listens, and gives what ends it. */
import { defaultScheduler, fromPromise, type Scheduler, type Source } from "@mailslot/core";
import { show } from "@mailslot/core/engine";
import { InspectorError } from "./errors.js";
import type { ThreadsSeen } from "./sample/pulse.js";
import { readPage } from "./server/page-file.js";
import { InspectorServer } from "./server/server.js";

/** What to inspect, and where. */
export interface InspectOptions {
  /** The schedulers to look at. Default: the default one. */
  readonly schedulers?: readonly Scheduler[];
  /** Pools of `@mailslot/threads` whose counters to show; a recording has the workers of the first. Default: none. */
  readonly threads?: readonly ThreadsSeen[];
  /** The port; 0 takes one that is free. Default: 0. */
  readonly port?: number;
  /**
   * The address to listen on. Whoever reaches it, and has the token, sees what the program does, arguments of dead letters
   * included; it goes over the network in the clear. Default: `"127.0.0.1"`, which this machine alone reaches.
   */
  readonly host?: string;
}

/** An inspector that listens. */
export interface Inspector extends AsyncDisposable {
  /** The address to open in a browser, token included. */
  readonly url: string;
  /** The port that it listens on. */
  readonly port: number;
  /** How many pages are connected now. */
  readonly viewers: number;
  /** Whether it looks at the program now, as it does while a connected page can be seen. */
  readonly isSampling: boolean;
  /** Ends it, with every connection, at once; a second call changes nothing. */
  close(): Promise<void>;
}

/**
 * Serves a page that shows what this thread's actors do: open `url` in a browser. Nothing is sampled while nobody looks, and at most
 * 2 % of the time while somebody does. It keeps no program alive. Fails with `ERR_MAILSLOT_ARGUMENT` for options that make no sense,
 * and with `ERR_MAILSLOT_INSPECTOR_ADDRESS` when it cannot listen there.
 *
 * @example
 * ```ts
 * import { inspect } from "@mailslot/inspector";
 *
 * await using inspector = await inspect();
 * console.log(inspector.url); // e.g. http://127.0.0.1:41234/?token=…
 * ```
 */
export function inspect(options: InspectOptions = {}): Source<Inspector> {
  return fromPromise(start(checked(options)));
}

interface Checked {
  readonly schedulers: readonly Scheduler[];
  readonly threads: readonly ThreadsSeen[];
  readonly port: number;
  readonly host: string;
}

async function start({ schedulers, threads, port, host }: Checked): Promise<Inspector> {
  const server = new InspectorServer(await readPage(), host, { schedulers, threads });
  const address = await server.listen(port, host);
  const name = host.includes(":") ? `[${host}]` : host;
  return {
    url: `http://${name}:${address.port}/?token=${server.admission.token}`,
    port: address.port,
    get viewers() {
      return server.viewers;
    },
    get isSampling() {
      return server.isSampling;
    },
    close: () => server.close(),
    [Symbol.asyncDispose]: () => server.close(),
  };
}

/** Reads the options once. */
function checked(options: InspectOptions): Checked {
  if (Object(options) !== options) throw wrong("the argument of inspect()", options, "options, or leave it out");
  const { schedulers = [defaultScheduler()], threads = [], port = 0, host = "127.0.0.1" } = options;
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw wrong("the port", port, "a whole number from 0 to 65535");
  if (typeof host !== "string" || host === "") throw wrong("the host", host, "an address, such as 127.0.0.1");
  return {
    schedulers: listOf("schedulers", schedulers, "io", "schedulers"),
    threads: listOf("threads", threads, "counters", "what startThreads() gave"),
    port,
    host,
  };
}

function listOf<T>(name: string, list: readonly T[], method: string, want: string): readonly T[] {
  if (!Array.isArray(list)) throw wrong(name, list, `a list of ${want}`);
  for (const [n, each] of list.entries()) {
    if (typeof (Object(each) as Record<string, unknown>)[method] !== "function")
      throw wrong(`${name}[${n}]`, each, want);
  }
  return [...list];
}

function wrong(what: string, got: unknown, want: string): InspectorError {
  return new InspectorError("ERR_MAILSLOT_ARGUMENT", `${what} of the inspector is ${show(got)}: give ${want}`);
}
