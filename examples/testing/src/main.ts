/** Asks the service three times for two prices; the feed is asked twice. */
import { defineActor, type RefTo, spawn, stop } from "@mailslot/actor";
import { type Feed, Quotes } from "./quotes.js";

const feed = spawn(
  defineActor("feed", {
    receive: {
      price(_context, share: string) {
        console.log(`the feed is asked for ${share}`);
        return share.length * 10;
      },
    },
  }),
) as unknown as RefTo<Feed>;
const quotes = spawn(Quotes, feed);
for (const share of ["ACME", "INITECH", "ACME"]) console.log(share, await quotes.ask.price(share));
stop(quotes);
stop(feed);
