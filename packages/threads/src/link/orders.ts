/** What the calling thread, which alone sees who starts and who dies, tells each worker of the others. */

import type { MessagePort } from "node:worker_threads";

/** A thread as a node, which no later one will be. */
export interface NodeIdentity {
  readonly node: string;
  readonly incarnation: number;
}

export type Order =
  | {
      readonly kind: "connect";
      readonly peer: number;
      readonly identity: NodeIdentity;
      readonly buffer: SharedArrayBuffer;
      readonly port: MessagePort;
      readonly side: 0 | 1;
    }
  | { readonly kind: "dead"; readonly peer: number }
  /** To record what it does, and to tell of it through the port. */
  | { readonly kind: "trace"; readonly capacity: number; readonly port: MessagePort };
