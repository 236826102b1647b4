/** Values that hold no others, as bytes: most of what crosses. */
import * as tag from "./tags.js";
import type { ByteWriter } from "./writer.js";

/** Writes what holds nothing; false for all else. */
export function writeFlat(writer: ByteWriter, value: unknown): boolean {
  switch (typeof value) {
    case "number":
      // -0 is the integer that is another.
      if ((value | 0) !== value || (value === 0 && 1 / value < 0)) {
        writer.byte(tag.DOUBLE);
        writer.double(value);
      } else if (value >= 0 && value < tag.SMALL) {
        writer.byte(tag.SMALL | value);
      } else {
        writer.byte(tag.INT);
        writer.int(value);
      }
      return true;
    case "string":
      writer.byte(tag.STRING);
      writer.string(value);
      return true;
    case "boolean":
      writer.byte(value ? tag.TRUE : tag.FALSE);
      return true;
    case "undefined":
      writer.byte(tag.UNDEFINED);
      return true;
    case "bigint":
      writer.byte(tag.BIGINT);
      writer.string(value.toString());
      return true;
    default:
      if (value !== null) return false;
      writer.byte(tag.NULL);
      return true;
  }
}
