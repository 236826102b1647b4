// 20 philosophers eat as often as the size says; an arbiter has the forks, and refuses one whose forks are in use.

const PHILOSOPHERS = 20;

export default ({ spawn, tell, run }, size) =>
  run((done) => {
    let [meals, ended] = [0, 0];
    const arbiter = spawn(() => {
      const used = new Array(PHILOSOPHERS).fill(false);
      return ({ kind, seat, from }) => {
        const next = (seat + 1) % PHILOSOPHERS;
        if (kind === "done") used[seat] = used[next] = false;
        else if (used[seat] || used[next]) tell(from, "denied");
        else {
          used[seat] = used[next] = true;
          tell(from, "eat");
        }
      };
    });
    const philosopher = (seat) => (self) => {
      let left = size;
      return (message) => {
        if (message === "eat") {
          meals++;
          tell(arbiter, { kind: "done", seat });
          if (--left === 0) return ++ended === PHILOSOPHERS ? done(meals) : undefined;
        }
        tell(arbiter, { kind: "hungry", seat, from: self });
      };
    };
    for (let seat = 0; seat < PHILOSOPHERS; seat++) tell(spawn(philosopher(seat)), "start");
  });

export const ops = (size) => PHILOSOPHERS * size;
