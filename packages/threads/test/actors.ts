/** The actors of `entries/actors.mjs`, typed. */
import type { AnyRef, Definition, ExitReason, Ref } from "@mailslot/actor";

export const actors: URL = new URL("./entries/actors.mjs", import.meta.url);

interface AccountMessages {
  deposit(ctx: unknown, amount: number): void;
  balance(ctx: unknown): number;
  withdraw(ctx: unknown, amount: number): number;
  worker(ctx: unknown): number;
  echo(ctx: unknown, value: unknown): unknown;
  exit(ctx: unknown): never;
  spin(ctx: unknown, flag: Int32Array): void;
}

export interface BombMessages {
  explode(ctx: unknown, flag: Int32Array): never;
  noop(ctx: unknown): void;
}

export type AccountRef = Ref<AccountMessages>;

export interface ActorsModule {
  readonly Overdrawn: new (by: number) => Error & { readonly by: number };
  readonly Account: Definition<[number], AccountMessages>;
  readonly Clerk: Definition<[], { transfer(ctx: unknown, from: AccountRef, to: AccountRef, amount: number): number }>;
  readonly Bomb: Definition<[], BombMessages>;
  readonly Head: Definition<
    [],
    {
      hire(ctx: unknown, worker: number | undefined): AccountRef;
      ends(ctx: unknown, ref: AnyRef): ExitReason;
      asks(ctx: unknown, ref: AccountRef): number;
      fails(ctx: unknown, worker: number): string;
    }
  >;
}
