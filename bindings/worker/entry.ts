/** The script of a worker that `createSegmenter` starts. */
import type { Port } from "./protocol.js";
import { serve } from "./serve.js";

serve(globalThis as unknown as Port);
