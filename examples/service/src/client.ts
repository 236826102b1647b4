/** What is known of one client, as long as it keeps coming: how much it may still ask for. */
import { defineActor } from "@mailslot/actor";
import { rateLimiter } from "@mailslot/core";

export const Client = defineActor("client", {
  state: (perSecond: number) => ({ limiter: rateLimiter({ limit: perSecond }) }),
  receive: { mayPass: (ctx) => ctx.state.limiter.tryAcquire() },
});
