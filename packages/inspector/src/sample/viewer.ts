/** One page that looks: what it shows, and what it has been sent of that. */
import type { ActorOrder, ActorRow, ChainRow, Frame, MessageRow, Tab } from "../protocol/frames.js";
import { RowChanges } from "../protocol/row-changes.js";

/** Where frames go. */
export interface Outlet {
  send(frame: Frame): void;
  /** Whether so much waits to be sent that more would only pile up. */
  readonly isBehind: boolean;
}

export class Viewer {
  readonly outlet: Outlet;
  looks: boolean;
  tab: Tab;
  order: ActorOrder;
  query: string;
  readonly chains: RowChanges<ChainRow>;
  readonly messages: RowChanges<MessageRow>;
  actors: RowChanges<ActorRow>;
  /** The numbers of the last report and letter that it has been sent. */
  lastReport: number;
  lastLetter: number;
  private shown: Map<string, string>;

  constructor(outlet: Outlet) {
    this.outlet = outlet;
    this.looks = true;
    this.tab = "overview";
    this.order = "depth";
    this.query = "";
    this.chains = new RowChanges();
    this.messages = new RowChanges();
    this.actors = new RowChanges();
    this.lastReport = 0;
    this.lastLetter = 0;
    this.shown = new Map();
  }

  shows(...tabs: readonly Tab[]): boolean {
    return tabs.includes(this.tab);
  }

  send(frame: Frame): void {
    this.outlet.send(frame);
  }

  /** Sends a frame unless it says what the last of its type did. */
  sendIfNew(frame: Frame): void {
    const text = JSON.stringify(frame);
    if (this.shown.get(frame.type) === text) return;
    this.shown.set(frame.type, text);
    this.send(frame);
  }
}
