// 40 producers, each of as many items as the size says, and 40 consumers about a manager with a buffer of 50 places. A producer
// waits until it may produce, a consumer until it is given an item.

const PRODUCERS = 40;
const CONSUMERS = 40;
const PLACES = 50;

export default ({ spawn, tell, run }, size) =>
  run((done) => {
    let consumed = 0;
    const manager = spawn(() => {
      const [items, producers, consumers] = [[], [], []];
      let promised = 0;
      const permit = () => {
        for (; producers.length > 0 && items.length + promised < PLACES; promised++) tell(producers.pop(), "produce");
      };
      return ({ kind, from, item }) => {
        if (kind === "ready") producers.push(from);
        else if (kind === "hungry") consumers.push(from);
        else {
          promised--;
          items.push(item);
        }
        while (items.length > 0 && consumers.length > 0) tell(consumers.pop(), items.pop());
        permit();
      };
    });
    const producer = (self) => {
      let left = size;
      return (message) => {
        if (message === "produce") tell(manager, { kind: "item", item: left-- });
        if (left > 0) tell(manager, { kind: "ready", from: self });
      };
    };
    const consumer = (self) => (item) => {
      if (item !== "start") consumed++;
      if (consumed === PRODUCERS * size) done(consumed);
      else tell(manager, { kind: "hungry", from: self });
    };
    for (let n = 0; n < CONSUMERS; n++) tell(spawn(consumer), "start");
    for (let n = 0; n < PRODUCERS; n++) tell(spawn(producer), "start");
  });

export const ops = (size) => PRODUCERS * size;
