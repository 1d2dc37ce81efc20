/** Run in a fresh process by cold.ts: times loading, the first call and later calls of the lesson. Prints JSON. */
import { sample, segment } from "../bindings/index.js";
import { freshKernels } from "./kernels.js";

const image = sample("nuclei");
const start = performance.now();
const k = freshKernels();
const loaded = performance.now();
const time = () => {
  const before = performance.now();
  segment(k, image, { sigma: 3, erode: 10, expand: 10 });
  return performance.now() - before;
};
const first = time();
const warm = Math.min(...Array.from({ length: 20 }, time));
process.stdout.write(JSON.stringify({ load: loaded - start, first, warm }));
