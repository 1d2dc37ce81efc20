/** The script of a helper thread in Node; see `loadKernels`. */
import { parentPort, workerData } from "node:worker_threads";
import { serveHelper } from "./core/kernels.js";
import type { HelperSetup } from "./core/pool.js";

serveHelper(workerData as HelperSetup, () => parentPort?.postMessage("begun"));
