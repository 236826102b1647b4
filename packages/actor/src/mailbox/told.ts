/** The operation of a tell that is complete already; one for all. */
import { Source } from "@mailslot/core";

class Complete extends Source<void> {
  poll(): void {}
  subscribe(): void {}
  unsubscribe(): void {}

  override describe(): string {
    return "a tell that is complete";
  }
}

export const TOLD: Source<void> = /* @__PURE__ */ new Complete();
