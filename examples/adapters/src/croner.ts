/** croner: messages to an actor at the times of a cron expression. */
import { defineActor } from "@mailslot/actor";
import { Cron } from "croner";

/** Reports at the full hour, by the clock of Berlin; `report` is told how many reports there were before. */
export const Reporter = defineActor("reporter", {
  state: (report: (before: number) => void, pattern = "0 0 * * * *") => ({
    report,
    reports: 0,
    cron: new Cron(pattern, { timezone: "Europe/Berlin", paused: true }),
  }),
  started(ctx) {
    const { cron } = ctx.state;
    cron.schedule(() => {
      ctx.self.tell.report(); // a message like others: never two at once, never in the middle of another
    });
    cron.resume();
  },
  stopped: (ctx) => ctx.state.cron.stop(), // after a crash too, before a supervisor starts the next one
  receive: {
    report(ctx) {
      ctx.state.report(ctx.state.reports++);
    },
  },
});
