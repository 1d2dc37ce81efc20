/** The viewer's worker: everything that computes, reads and writes. It starts its own helper threads. */
import { type Port, serve } from "../bindings/worker.js";
import { allowOwnWorkers } from "./trusted.js";

allowOwnWorkers();
serve(globalThis as unknown as Port);
