// Paints a small picture on several workers, and compares every pixel of the file with one painted here, without workers.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { decode } from "fast-png";
import { paintRows } from "./dist/rows.js";

const main = fileURLToPath(new URL("dist/main.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "mandelbrot-"));
const speedups = [];
try {
  for (const workers of [2, 3]) {
    const out = join(folder, `${workers}.png`);
    const args = [main, "--json", "--out", out, "--size", "600x401", "--workers", String(workers)];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8", timeout: 60_000 });
    assert.equal(status, 0, `mandelbrot ended with exit code ${status}: ${stderr}`);
    const { view, same, speedup, one, all } = JSON.parse(stdout);
    assert.ok(same);
    assert.equal(one.run.length, 1);
    assert.equal(all.run.length, workers);
    const png = decode(readFileSync(out));
    assert.deepEqual([png.width, png.height, png.channels, png.depth], [600, 401, 3, 8]);
    const plain = paintRows.body({ view, from: 0, to: view.height });
    assert.equal(Buffer.compare(png.data, plain), 0, "another picture than that of this thread");
    speedups.push(`${speedup.toFixed(2)} by ${workers} workers`);
  }
} finally {
  rmSync(folder, { recursive: true });
}

console.log(`mandelbrot: the same picture without workers, by one and by several; speed-up ${speedups.join(", ")}`);
