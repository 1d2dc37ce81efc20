/** The script of a helper thread in browsers; see `loadKernels`. */
import { serveHelper } from "./core/kernels.js";
import type { HelperSetup } from "./core/pool.js";

globalThis.onmessage = ({ data }: MessageEvent<HelperSetup>) => {
  serveHelper(data, () => globalThis.postMessage("begun"));
};
