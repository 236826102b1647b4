/** What a function throws, or a promise rejects with, as a value to look at; it is a failure of the test if it does not. */
export function thrown(action: () => unknown): Error & { code?: string; unsent?: unknown } {
  try {
    action();
  } catch (error) {
    return error as Error;
  }
  throw new Error(`nothing was thrown by ${action}`);
}

export async function rejection(operation: PromiseLike<unknown>): Promise<Error & { code?: string; unsent?: unknown }> {
  let value: unknown;
  try {
    value = await operation;
  } catch (error) {
    return error as Error;
  }
  throw new Error(`nothing failed; the result is ${String(value)}`);
}
