/** A service that knows the prices of shares: it asks a feed at most once a minute for each, however many ask the service. */
import { defineActor, type RefTo } from "@mailslot/actor";
import type { Steps } from "@mailslot/core";

/** Where prices come from. */
export interface Feed {
  price(share: string): number;
}

const FRESH = 60_000;

export const Quotes = defineActor("quotes", {
  state: (feed: RefTo<Feed>) => ({
    feed,
    quotes: new Map<string, { readonly price: number; readonly until: number }>(),
  }),
  receive: {
    *price(context, share: string): Steps<number> {
      const { feed, quotes } = context.state;
      const known = quotes.get(share);
      if (known !== undefined && Date.now() < known.until) return known.price;
      const price = yield* feed.ask.price(share);
      quotes.set(share, { price, until: Date.now() + FRESH });
      return price;
    },
  },
});
