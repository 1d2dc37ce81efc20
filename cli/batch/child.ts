/** A process that works on the inputs of a batch, one after the other: what goes wrong in it is one input's trouble. */
import { Worker } from "node:worker_threads";
import { recognise } from "../exit.js";
import { errorDocument } from "../failure.js";
import { removeTemporaries } from "../output.js";
import { Watch } from "../watch.js";
import type { Said } from "./child-worker.js";
import type { Ended, ErrorWords } from "./ended.js";
import type { Setup, Task } from "./work.js";

/** What the process is told: first how to work, then input by input. */
export type Order = { kind: "setup"; setup: Setup } | { kind: "task"; task: Task; seconds: number; bytes: number };

/** What it answers to every input. `held` are the bytes of memory it has afterwards; null when it ends itself. */
export type Answer = { kind: "ended"; ended: Ended; held: number | null } | { kind: "stuck"; error: ErrorWords };

const folders = new Set<string>();
const reading = new Watch();
const whole = new Watch();
let worker: Worker | undefined;
let current: Task | undefined;

function begin(setup: Setup): void {
  worker = new Worker(new URL("./child-worker.js", import.meta.url), { workerData: setup });
  worker.on("message", (said: Said) => hear(said));
  worker.on("error", (error) => void giveUp(error));
}

function hear(said: Said): void {
  if (said.kind === "reading") reading.start("reading", said, (error) => void giveUp(error));
  else if (said.kind === "writing") for (const folder of said.folders) folders.add(folder);
  else {
    reading.end();
    whole.end();
    answer(said.kind === "stuck" ? said : { ...said, held: process.memoryUsage.rss() });
  }
}

function answer(said: Answer, then?: () => void): void {
  process.send?.(said, undefined, undefined, then);
}

/** An input that takes too much, or that ends the thread: the process ends, another takes the next input. */
async function giveUp(error: unknown): Promise<void> {
  await end();
  const words = errorDocument(recognise(error)) as ErrorWords;
  const name = current?.name ?? "";
  answer({ kind: "ended", ended: { name, ok: false, error: words }, held: null }, () => process.exit());
}

async function end(): Promise<void> {
  reading.end();
  whole.end();
  await worker?.terminate();
  for (const folder of folders) removeTemporaries(folder, process.pid);
}

process.on("message", (order: Order) => {
  if (order.kind === "setup") return begin(order.setup);
  const { task, seconds, bytes } = order;
  current = task;
  whole.start("working on", { path: task.path, seconds, bytes }, (error) => void giveUp(error));
  worker?.postMessage(task);
});
// Ctrl-C reaches all processes of a terminal; the one that began the work decides.
for (const signal of ["SIGINT", "SIGHUP"]) process.on(signal, () => undefined);
process.on("disconnect", () => void end().then(() => process.exit()));
