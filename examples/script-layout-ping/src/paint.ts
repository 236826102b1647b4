// Colour, where it is wanted: a terminal that has colours, and no NO_COLOR.
import { styleText } from "node:util";

const colours: boolean = process.stdout.isTTY === true && process.stdout.hasColors();

/** Styles `text` if the terminal takes it. */
export function paint(style: "bold" | "dim" | "cyan" | "yellow", text: string): string {
  return colours ? styleText(style, text) : text;
}
