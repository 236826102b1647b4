/** What is shown of the lines: those that match, unless it is paused; and what the commands do. */

/** Lines that are kept while it is paused; of more, the oldest are dropped. */
const KEPT = 10_000;

export class View {
  private readonly write: (text: string) => void;
  private filter: string;
  private paused: boolean;
  private kept: string[];
  private dropped: number;
  private seen: number;
  private shown: number;

  constructor(write: (text: string) => void) {
    this.write = write;
    this.filter = "";
    this.paused = false;
    this.kept = [];
    this.dropped = 0;
    this.seen = 0;
    this.shown = 0;
  }

  /** Shows the last of the lines that the file had. */
  showLast(lines: readonly (string | null)[], count: number): void {
    this.seen += Math.max(0, lines.length - count);
    this.show(count === 0 ? [] : lines.slice(-count));
  }

  /** Shows lines; `null` says that the file begins again. */
  show(lines: readonly (string | null)[]): void {
    for (const line of lines) {
      if (line === null) this.line("-- the file was cut or replaced, and begins again --");
      else {
        this.seen++;
        if (line.includes(this.filter)) this.line(line);
      }
    }
  }

  /** Does what a command says; returns false when it says to quit. */
  obey(command: string): boolean {
    if (command === "q") return false;
    if (command === "p") this.pause();
    else if (command === "s") this.write(this.summary());
    else if (command.startsWith("/")) this.filter = command.slice(1);
    else this.write(`-- "${command}" is not a command: /TEXT, p, s or q --\n`);
    return true;
  }

  summary(): string {
    return `-- ${this.seen} lines seen, ${this.shown} shown, ${this.dropped} dropped --\n`;
  }

  private pause(): void {
    this.paused = !this.paused;
    const kept = this.kept;
    this.kept = [];
    if (!this.paused) for (const line of kept) this.line(line);
  }

  private line(text: string): void {
    if (!this.paused) {
      this.shown++;
      this.write(`${text}\n`);
    } else if (this.kept.push(text) > KEPT) {
      this.kept.shift();
      this.dropped++;
    }
  }
}
