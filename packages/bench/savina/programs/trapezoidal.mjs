// The integral of x² from 0 to 3, which is 9, by as many trapezoids as the size says; 100 workers have a part each.

const WORKERS = 100;

export default ({ spawn, tell, run }, size) =>
  run((done) => {
    const width = 3 / size;
    const master = spawn(() => {
      let [sum, answers] = [0, 0];
      return (area) => {
        sum += area;
        if (++answers === WORKERS) done(Math.round(sum * 100) / 100);
      };
    });
    const worker = () => (part) => {
      const [from, to] = [Math.floor((part * size) / WORKERS), Math.floor(((part + 1) * size) / WORKERS)];
      let area = 0;
      for (let n = from; n < to; n++) area += ((n * width) ** 2 + ((n + 1) * width) ** 2) * 0.5 * width;
      tell(master, area);
    };
    for (let part = 0; part < WORKERS; part++) tell(spawn(worker), part);
  });

export const expected = () => 9;
