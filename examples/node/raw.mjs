/**
 * The bare module without the library: counts the objects of a small image above a level.
 *
 *   node examples/node/raw.mjs [path of simd.wasm]
 */
import { readFileSync } from "node:fs";

const path = process.argv[2] ?? new URL("../../dist/bindings/wasm/simd.wasm", import.meta.url);
const { exports: wasm } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(path)));

// Two squares and a speck on a dark ground.
const [w, h, d] = [12, 6, 1];
const image = new Uint8Array(w * h);
for (const [x, y, side] of [
  [1, 1, 3],
  [6, 2, 3],
  [11, 0, 1],
]) {
  for (let i = 0; i < side * side; i++) image[(y + Math.floor(i / side)) * w + x + (i % side)] = 200;
}

const start = wasm.mark();
const source = wasm.alloc(image.length) >>> 0;
new Uint8Array(wasm.memory.buffer, source, image.length).set(image);
const pitch = Math.ceil(w / 128) * 16;
const mask = wasm.alloc(pitch * h * d) >>> 0;
wasm.threshold(mask, pitch, source, 0, w, h * d, 120);
const table = wasm.alloc((h * d + 1) * 4) >>> 0;
const runCount = wasm.countRuns(table, mask, pitch, h * d) >>> 0;
const labels = wasm.alloc(runCount * 4) >>> 0;
console.log(`${wasm.labelRuns(labels, table, 0, mask, pitch, h, d, 8)} objects`);
wasm.release(start);
