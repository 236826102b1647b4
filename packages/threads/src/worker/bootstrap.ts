/** What a worker runs first: text, so that no file of this package needs to be found beside a bundle. */

/** What a worker is given. */
export interface WorkerSetup {
  readonly imports: readonly string[];
  readonly entries: readonly string[];
  readonly buffer: SharedArrayBuffer;
  readonly id: number;
  readonly workers: number;
  readonly channel: string;
  /** The jobs that the calling thread knows. */
  readonly names: readonly string[];
}

/** What a worker says to the calling thread. */
export type WorkerMessage =
  | { readonly kind: "ready" }
  | { readonly kind: "mismatch"; readonly missing: readonly string[]; readonly extra: readonly string[] }
  | { readonly kind: "no-jobs" }
  | { readonly kind: "failed"; readonly address: string; readonly error: unknown };

export const BOOTSTRAP: string = `
const { parentPort, workerData } = require("node:worker_threads");
const say = (message) => { try { parentPort.postMessage(message); } catch { parentPort.postMessage({ ...message, error: String(message.error) }); } };
(async () => {
  const modules = [];
  for (const address of workerData.imports) await load(address);
  for (const address of workerData.entries) modules.push([address, await load(address)]);
  const start = globalThis[Symbol.for("@mailslot/threads/worker")];
  if (start === undefined) say({ kind: "no-jobs" }); else start(modules);
  async function load(address) {
    try { return await import(address); } catch (error) { say({ kind: "failed", address, error }); return new Promise(() => {}); }
  }
})();
`;
