// A master hands boards to 20 workers in turns; a worker hands the boards with one queen more back, or, from the fourth row on,
// counts what can become of them. The size is that of the board.

const WORKERS = 20;
const ALONE_FROM = 4; // rows
const SOLUTIONS = [1, 1, 0, 0, 2, 10, 4, 40, 92, 352, 724, 2680, 14_200];

export default ({ spawn, tell, run }, size) =>
  run((done) => {
    const worker = () => (queens) => {
      if (queens.length < ALONE_FROM) tell(master, { boards: places(queens, size), solutions: 0 });
      else tell(master, { boards: [], solutions: count(queens, size) });
    };
    const workers = Array.from({ length: WORKERS }, () => spawn(worker));
    const master = spawn(() => {
      let [sent, open, sum] = [0, 0, 0];
      return ({ boards, solutions, isStart = false }) => {
        sum += solutions;
        open += boards.length - (isStart ? 0 : 1);
        for (const board of boards) tell(workers[sent++ % WORKERS], board);
        if (open === 0) done(sum);
      };
    });
    tell(master, { boards: [[]], solutions: 0, isStart: true });
  });

const isSafe = (queens, column) =>
  queens.every((other, row) => other !== column && Math.abs(other - column) !== queens.length - row);

function places(queens, size) {
  const boards = [];
  for (let column = 0; column < size; column++) if (isSafe(queens, column)) boards.push([...queens, column]);
  return boards;
}

function count(queens, size) {
  if (queens.length === size) return 1;
  return places(queens, size).reduce((sum, board) => sum + count(board, size), 0);
}

export const ops = () => 1;
export const expected = (size) => SOLUTIONS[size];
