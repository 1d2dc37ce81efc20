import { parentPort, workerData } from "node:worker_threads";
import { loadKernels } from "../../bindings/node.js";
import { recognise } from "../exit.js";
import { errorDocument } from "../failure.js";
import type { Host } from "../host.js";
import type { Allowance } from "../watch.js";
import type { Ended, ErrorWords } from "./ended.js";
import { OutputTrouble, type Setup, type Task, workOn } from "./work.js";

/** What the thread that works tells the one that watches. */
export type Said =
  | ({ kind: "reading" } & Allowance)
  | { kind: "writing"; folders: readonly string[] }
  | { kind: "ended"; ended: Ended }
  | { kind: "stuck"; error: ErrorWords };

const setup = workerData as Setup;
const post = (said: Said) => parentPort?.postMessage(said);
const ignore = () => undefined;

const host: Host = {
  out: ignore,
  err: ignore,
  progress: ignore,
  readingFor: (allowance) => post({ kind: "reading", ...allowance }),
  writingIn: (folders) => post({ kind: "writing", folders }),
  processes: ignore,
  served: async () => undefined,
  colour: false,
  columns: 80,
};

const kernels = loadKernels({ threads: setup.threads });

async function work(task: Task): Promise<void> {
  try {
    post({ kind: "ended", ended: await workOn(await kernels, host, setup, task) });
  } catch (error) {
    const isStuck = error instanceof OutputTrouble;
    const words = errorDocument(recognise(isStuck ? error.cause : error)) as ErrorWords;
    post(
      isStuck
        ? { kind: "stuck", error: words }
        : { kind: "ended", ended: { name: task.name, ok: false, error: words } },
    );
  }
}

parentPort?.on("message", (task: Task) => void work(task));
