/** The script of a thread that `createSegmenter` starts in Node. */
import { parentPort } from "node:worker_threads";
import { serve } from "./node-worker.js";
import type { Port } from "./worker.js";

serve(parentPort as unknown as Port);
