/** The first thing that must work: an actor is spawned, told and asked. */
import { defineActor, spawn } from "@mailslot/actor";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const test = suite("smoke");

const Account = defineActor("account", {
  state: (balance = 0) => ({ balance }),
  receive: {
    deposit(ctx, amount: number) {
      ctx.state.balance += amount;
    },
    balance(ctx) {
      return ctx.state.balance;
    },
  },
});

test("an actor is spawned, told and asked", async () => {
  const account = spawn(Account, 100);
  account.tell.deposit(5);
  assert.is(await account.ask.balance(), 105);
});

test.run();
