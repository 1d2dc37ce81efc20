/**
 * The bare module without the library: finds the objects of a small image above a level and measures them.
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
const count = wasm.labelRuns(labels, table, 0, mask, pitch, h, d, 8) >>> 0;
console.log(`${count} objects`);

// One row of sums for each label, from which the columns are made: 12 of places and sizes, 5 of values.
const [u8, f64] = [0, 8];
const painted = wasm.alloc(w * h * d) >>> 0;
wasm.paintRuns(painted, u8, table, 0, labels, mask, pitch, w, 0, h * d);
const regions = wasm.alloc(count * (wasm.regionBytes() >>> 0)) >>> 0;
const room = wasm.alloc(wasm.statsRoom() >>> 0) >>> 0;
wasm.measure(regions, 0, count, painted, u8, source, u8, w, h, h * d, room);
const columns = wasm.alloc(count * 17 * f64) >>> 0;
const [stepZ, stepY, stepX] = [1, 0.5, 0.5];
const rows = wasm.regionColumns(columns, regions, 0, count, u8, stepZ, stepY, stepX) >>> 0;
const table64 = new Float64Array(wasm.memory.buffer, columns, rows * 17);
const column = (at) => [...table64.subarray(at * rows, (at + 1) * rows)];
const [label, voxels, area, y, x, mean] = [0, 1, 2, 10, 11, 13].map(column);
for (let row = 0; row < rows; row++) {
  console.log(`${label[row]}: ${voxels[row]} voxels, area ${area[row]}, at ${y[row]}, ${x[row]}, mean ${mean[row]}`);
}
wasm.release(start);
