/**
 * What does not fit into a block: large values and shared memory go to all threads as messages, under the key of their job. A message
 * is posted before the job can be seen, so that it is there for who takes the job; one that was started later asks for it. Jobs that
 * are to be cancelled are told of in the same way.
 */

import { BroadcastChannel, receiveMessageOnPort } from "node:worker_threads";

/** A large value. */
export interface Large {
  readonly bytes: SharedArrayBuffer;
  readonly shared: readonly object[];
}

type Message =
  | { readonly kind: "large"; readonly key: string; readonly large: Large }
  | { readonly kind: "drop"; readonly key: string }
  | { readonly kind: "want"; readonly key: string }
  | { readonly kind: "cancel"; readonly hint: number; readonly serial: number };

export class Beside {
  private readonly port: BroadcastChannel;
  private readonly own: Map<string, Large>;
  private readonly come: Map<string, Large>;
  private readonly wanted: Map<string, (large: Large) => void>;
  private readonly cancelled: (hint: number, serial: number) => void;

  constructor(name: string, cancelled: (hint: number, serial: number) => void) {
    this.port = new BroadcastChannel(name);
    this.own = new Map();
    this.come = new Map();
    this.wanted = new Map();
    this.cancelled = cancelled;
    this.port.onmessage = (event) => this.take((event as { data: Message }).data);
    this.port.unref();
  }

  /** Posts a value, and keeps it for threads that ask later, until it is dropped. */
  post(key: string, large: Large): void {
    this.own.set(key, large);
    this.send({ kind: "large", key, large });
  }

  /** Forgets a value on every thread, whoever has posted it. */
  drop(key: string): void {
    this.forget(key);
    this.send({ kind: "drop", key });
  }

  cancel(hint: number, serial: number): void {
    this.send({ kind: "cancel", hint, serial });
  }

  /** Calls back with a value: at once if it has come, as it has unless this thread is younger than it. */
  get(key: string, then: (large: Large) => void): void {
    const large = this.own.get(key) ?? this.come.get(key) ?? this.drain(key);
    if (large !== undefined) {
      then(large);
      return;
    }
    this.wanted.set(key, then);
    this.send({ kind: "want", key });
  }

  close(): void {
    this.port.close();
  }

  private forget(key: string): void {
    this.own.delete(key);
    this.come.delete(key);
  }

  private drain(key: string): Large | undefined {
    for (let one = receiveMessageOnPort(this.port as never); one !== undefined; ) {
      this.take(one.message as Message);
      one = receiveMessageOnPort(this.port as never);
    }
    return this.come.get(key);
  }

  private take(message: Message): void {
    if (message.kind === "cancel") {
      this.cancelled(message.hint, message.serial);
      return;
    }
    const { key } = message;
    if (message.kind === "drop") this.forget(key);
    else if (message.kind === "want") {
      const large = this.own.get(key);
      if (large !== undefined) this.send({ kind: "large", key, large });
    } else {
      this.come.set(key, message.large);
      const then = this.wanted.get(key);
      this.wanted.delete(key);
      then?.(message.large);
    }
  }

  private send(message: Message): void {
    this.port.postMessage(message);
  }
}
