import { parentPort, workerData } from "node:worker_threads";
import type { Host } from "./host.js";
import { run } from "./run.js";
import type { Allowance } from "./watch.js";

/** What the worker tells the main thread. */
export type Message =
  | { kind: "out" | "err"; text: string }
  | { kind: "progress"; stage: string; part?: number }
  | ({ kind: "reading" } & Allowance)
  | { kind: "writing"; folders: readonly string[] }
  | { kind: "processes"; pids: readonly number[] }
  | { kind: "done"; code: number };

/** What the main thread tells the worker at its start. */
export interface Start {
  argv: readonly string[];
  colour: boolean;
  columns: number;
}

const { argv, colour, columns } = workerData as Start;
const post = (message: Message) => parentPort?.postMessage(message);

const host: Host = {
  out: (text) => post({ kind: "out", text }),
  err: (text) => post({ kind: "err", text }),
  progress: (stage, part) => post({ kind: "progress", stage, ...(part !== undefined && { part }) }),
  readingFor: (allowance) => post({ kind: "reading", ...allowance }),
  writingIn: (folders) => post({ kind: "writing", folders }),
  processes: (pids) => post({ kind: "processes", pids }),
  served: () => new Promise(() => undefined),
  colour,
  columns,
};

post({ kind: "done", code: await run(argv, host) });
