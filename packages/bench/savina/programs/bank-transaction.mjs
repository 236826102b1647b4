// A teller has as many amounts as the size says moved between 1,000 accounts at random. The result is how many were, and is wrong
// if the accounts then hold another sum than before.

import { PseudoRandom } from "../random.mjs";

const ACCOUNTS = 1000;
const BALANCE = 1_000_000;

export default ({ spawn, tell, run }, size) =>
  run((done) => {
    const random = new PseudoRandom();
    let [moved, sum, told] = [0, 0, 0];
    const account = (self) => {
      let balance = BALANCE;
      return ({ kind, amount, to, teller }) => {
        if (kind === "credit") {
          balance -= amount;
          tell(to, { kind: "debit", amount, teller, to: self });
        } else if (kind === "debit") {
          balance += amount;
          tell(teller, { kind: "moved" });
        } else tell(teller, { kind: "balance", balance });
      };
    };
    const accounts = Array.from({ length: ACCOUNTS }, () => spawn(account));
    const teller = spawn((self) => ({ kind, balance }) => {
      if (kind === "start") {
        for (let n = 0; n < size; n++) {
          const [source, amount] = [random.below(ACCOUNTS - 1), 1 + random.below(1000)];
          const to = accounts[source + 1 + random.below(ACCOUNTS - source - 1)];
          tell(accounts[source], { kind: "credit", amount, to, teller: self });
        }
      } else if (kind === "moved") {
        if (++moved === size) for (const each of accounts) tell(each, { kind: "tell", teller: self });
      } else {
        sum += balance;
        if (++told === ACCOUNTS) done(sum === ACCOUNTS * BALANCE ? moved : Number.NaN);
      }
    });
    tell(teller, { kind: "start" });
  });
