/** A listener of a network in memory. */
import type { Scheduler } from "@mailslot/core";
import { ListenerCore } from "../net/listener-core.js";
import type { Address, ListenOptions } from "../net/options.js";
import type { AddressBook } from "./address-book.js";

export class MemoryListener extends ListenerCore {
  readonly address: Address;
  readonly isSecure: boolean;
  readonly streams: ListenOptions;
  private readonly addresses: AddressBook;

  constructor(scheduler: Scheduler, options: ListenOptions, address: Address, addresses: AddressBook) {
    super(scheduler, options);
    this.address = address;
    this.isSecure = options.tls !== undefined;
    const { signal: _, ...streams } = options;
    this.streams = streams;
    this.addresses = addresses;
    addresses.add(this);
  }

  protected stop(): void {
    this.addresses.remove(this);
  }
}
