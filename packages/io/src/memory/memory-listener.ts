/** A listener of a network in memory. */
import type { Scheduler } from "@mailslot/core";
import { ListenerCore } from "../net/listener-core.js";
import type { Address, ListenOptions } from "../net/options.js";
import type { Places } from "./address-book.js";

export class MemoryListener extends ListenerCore {
  readonly address: Address;
  readonly isSecure: boolean;
  readonly streams: ListenOptions;
  private readonly places: Places;

  constructor(scheduler: Scheduler, options: ListenOptions, address: Address, places: Places) {
    super(scheduler, options);
    this.address = address;
    this.isSecure = options.tls !== undefined;
    const { signal: _, ...streams } = options;
    this.streams = streams;
    this.places = places;
    places.add(this);
  }

  protected stop(): void {
    this.places.remove(this);
  }
}
