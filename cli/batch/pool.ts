import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { SegmentError } from "../../bindings/core/errors.js";
import { errorDocument } from "../failure.js";
import type { Answer, Order } from "./child.js";
import type { Ended, ErrorWords } from "./ended.js";
import type { Setup, Task } from "./work.js";

/** What one input may take. */
export interface Room {
  seconds(task: Task): number;
  bytes: number;
}

/** Inputs after which a process is replaced, so that nothing can pile up. */
const MOST_TASKS = 200;
/** A process that holds more than this part of its room between two inputs is replaced. */
const MOST_HELD = 0.5;
/** Milliseconds that a process which is over its time may take to say so. */
const GRACE = 10_000;

// From the package's own address: it holds from the sources and from the built files alike.
const SCRIPT = join(dirname(createRequire(import.meta.url).resolve("segwasm/package.json")), "dist/cli/batch/child.js");

/** Nothing can be written any more. */
export class Stuck extends Error {
  constructor(readonly words: ErrorWords) {
    super(words.message);
  }
}

/** Processes that share the inputs of a batch. Each works on one at a time, and may be lost with it. */
export class Pool {
  readonly #running = new Set<ChildProcess>();

  constructor(
    private readonly setup: Setup,
    private readonly room: Room,
    /** Told the numbers of the processes whenever they change. */
    private readonly onProcesses: (pids: number[]) => void,
    private readonly debug: boolean,
  ) {}

  /** Works on all tasks, `jobs` at a time; `ended` is told each as it ends. Throws Stuck where nothing can be written. */
  async run(tasks: readonly Task[], jobs: number, ended: (task: Task, how: Ended) => void): Promise<void> {
    const queue = tasks.values();
    const stop = { error: undefined as unknown };
    const slot = async () => {
      let seat: Seat | undefined;
      for (const task of queue) {
        if (stop.error !== undefined) break;
        seat = seat?.isFree ? seat : this.#seat();
        try {
          ended(task, await seat.work(task));
        } catch (error) {
          stop.error ??= error;
        }
      }
      seat?.leave();
    };
    await Promise.all(Array.from({ length: jobs }, slot));
    await Promise.all([...this.#running].map((child) => once(child, "exit")));
    if (stop.error !== undefined) throw stop.error;
  }

  #seat(): Seat {
    const child = fork(SCRIPT, [], {
      // Flags and hooks of this process are not meant for others.
      execArgv: [],
      stdio: ["ignore", this.debug ? "inherit" : "ignore", this.debug ? "inherit" : "ignore", "ipc"],
    });
    this.#running.add(child);
    child.on("exit", () => {
      this.#running.delete(child);
      this.#tell();
    });
    this.#tell();
    return new Seat(child, this.setup, this.room);
  }

  #tell(): void {
    this.onProcesses([...this.#running].flatMap(({ pid }) => (pid === undefined ? [] : [pid])));
  }
}

/** One process. */
class Seat {
  #done = 0;
  #free = true;

  constructor(
    private readonly child: ChildProcess,
    setup: Setup,
    private readonly room: Room,
  ) {
    this.#send({ kind: "setup", setup });
  }

  /** True when it can take another input. */
  get isFree(): boolean {
    return this.#free;
  }

  /** What became of an input, whatever happens to the process. */
  async work(task: Task): Promise<Ended> {
    const seconds = this.room.seconds(task);
    const answer = await new Promise<Answer | Lost>((resolve) => {
      const overdue = setTimeout(() => this.child.kill("SIGKILL"), 1000 * seconds + GRACE);
      const heard = (said: Answer) => settle(said);
      const lost = (code: number | null, signal: string | null) =>
        settle({ kind: "lost", how: signal ?? `exit ${code}` });
      const failed = (error: Error) => settle({ kind: "lost", how: error.message });
      const settle = (said: Answer | Lost) => {
        clearTimeout(overdue);
        this.child.off("message", heard).off("exit", lost).off("error", failed);
        resolve(said);
      };
      this.child.on("message", heard).on("exit", lost).on("error", failed);
      this.#send({ kind: "task", task, seconds, bytes: this.room.bytes });
    });
    return this.#judge(task, answer);
  }

  #judge(task: Task, answer: Answer | Lost): Ended {
    if (answer.kind === "lost") {
      this.#free = false;
      return { name: task.name, ok: false, error: errorDocument(lostError(task, answer.how)) as ErrorWords };
    }
    if (answer.kind === "stuck") throw new Stuck(answer.error);
    const spent = answer.held === null || answer.held > MOST_HELD * this.room.bytes;
    if (spent || ++this.#done >= MOST_TASKS) this.leave();
    return answer.ended;
  }

  /** Lets the process end. */
  leave(): void {
    this.#free = false;
    if (this.child.connected) this.child.disconnect();
  }

  #send(order: Order): void {
    // A process that has gone is told nothing; its end says so.
    if (this.child.connected) this.child.send(order, () => undefined);
  }
}

interface Lost {
  kind: "lost";
  how: string;
}

/** Systems end processes that take more memory than there is; engines abort then. */
function lostError({ path }: Task, how: string): unknown {
  const what = `the process that worked on ${JSON.stringify(path)} was ended (${how})`;
  if (how !== "SIGKILL" && how !== "SIGABRT") return new Error(what);
  const advice = "most likely for want of memory: work on fewer files at once with -j, or use a machine with more";
  return new SegmentError("E_NOMEM", what, { path, advice });
}
