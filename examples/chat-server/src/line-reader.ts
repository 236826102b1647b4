/** Lines out of a connection; characters may be split over chunks, and a line may have at most `LONGEST` characters. */
import { StringDecoder } from "node:string_decoder";
import type { Source, Steps } from "@mailslot/core";
import type { Connection } from "@mailslot/io";
import { select } from "@mailslot/select";

const LONGEST = 1_000;

export class LineReader {
  private readonly connection: Connection;
  private readonly stopping: Source<void>;
  private readonly decoder: StringDecoder;
  private rest: string;

  constructor(connection: Connection, stopping: Source<void>) {
    this.connection = connection;
    this.stopping = stopping;
    this.decoder = new StringDecoder("utf8");
    this.rest = "";
  }

  /** Returns the next line; null at the end, when the server stops, or after a line that is too long. */
  *next(): Steps<string | null> {
    for (;;) {
      const end = this.rest.indexOf("\n");
      if (end >= 0) return this.take(end);
      if (this.rest.length > LONGEST) {
        yield* this.connection.write(`* a line has at most ${LONGEST} characters\n`);
        return null;
      }
      const event = yield* select({ chunk: this.connection.read(), stopping: this.stopping });
      if (event.case === "stopping" || event.value === undefined) return null;
      this.rest += this.decoder.write(event.value);
    }
  }

  private take(end: number): string {
    const line = this.rest.slice(0, end).trim();
    this.rest = this.rest.slice(end + 1);
    return line;
  }
}
