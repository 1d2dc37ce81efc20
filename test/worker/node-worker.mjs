/** A worker of `createSegmenter` in Node: the built package, on a thread of its own. */
import { parentPort } from "node:worker_threads";
import { loadKernels } from "../../dist/bindings/node.js";
import { serve } from "../../dist/bindings/worker.js";

serve(parentPort, { load: loadKernels });
