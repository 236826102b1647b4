/** The lines a client says, until it ends, the server stops, or a line is too long. */
import { ClosedError, type Source, type Steps } from "@mailslot/core";
import { type Connection, IoError, type Lines, lines } from "@mailslot/io";
import { select } from "@mailslot/select";

const LONGEST = 1_000;

export class LineReader {
  private readonly connection: Connection;
  private readonly lines: Lines;
  private readonly stopping: Source<void>;

  constructor(connection: Connection, stopping: Source<void>) {
    this.connection = connection;
    this.lines = lines(connection, { maxLength: LONGEST });
    this.stopping = stopping;
  }

  /** Returns the next line, or null at the end. */
  *next(): Steps<string | null> {
    try {
      const event = yield* select({ line: this.lines, stopping: this.stopping });
      return event.case === "line" ? event.value.trim() : null;
    } catch (error) {
      if (error instanceof IoError && error.code === "ERR_MAILSLOT_LINE_TOO_LONG") {
        yield* this.connection.write(`* a line has at most ${LONGEST} characters\n`);
      } else if (!(error instanceof ClosedError)) throw error;
      return null;
    }
  }
}
