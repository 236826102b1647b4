// Plays a scene within the test and returns what was written down.
import { play } from "../src/play.js";
import { readScene } from "../src/scene.js";

/** Plays the scene; returns the lines that were heard or answered, without those of the scene, sorted per command. */
export async function transcript(scene: string): Promise<string[][]> {
  const answers: string[][] = [];
  await play(readScene(scene), (line) => {
    if (line.startsWith("    ")) answers.at(-1)?.push(line.trim());
    else answers.push([]);
  });
  return answers.map((lines) => lines.sort());
}
