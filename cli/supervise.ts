import { setImmediate, setTimeout } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { EXIT, recognise } from "./exit.js";
import { report } from "./failure.js";
import { removeTemporaries } from "./output.js";
import { ProgressLine } from "./progress.js";
import { StandardStream } from "./streams.js";
import { Watch } from "./watch.js";
import { mentions } from "./words.js";
import type { Message, Start } from "./worker.js";

/** Milliseconds that the system may take to end a process. */
const GRACE = 50;

/** Signals that end a command, with its exit code. */
const SIGNALS = { SIGINT: EXIT.interrupted, SIGTERM: EXIT.terminated, SIGHUP: 129 } as const;

/**
 * Runs a command line in a worker, so that this thread can always answer: to Ctrl-C while a kernel computes, to a
 * decoder that does not come back, to a reader of standard output that has gone.
 *
 * @returns the exit code
 */
export async function supervise(argv: readonly string[]): Promise<number> {
  return new Supervisor(argv).run();
}

class Supervisor {
  private readonly out = new StandardStream(process.stdout);
  private readonly err = new StandardStream(process.stderr);
  private readonly progress: ProgressLine;
  private readonly worker: Worker;
  private readonly folders = new Set<string>();
  private readonly processes: number[] = [];
  private readonly watch = new Watch();
  private finish: (code: number) => void = () => undefined;

  constructor(private readonly argv: readonly string[]) {
    this.progress = new ProgressLine(process.stderr, mentions(argv, "quiet", "q"));
    const start: Start = { argv, colour: wantsColour(), columns: Math.max(40, process.stdout.columns || 80) };
    // Whatever a library prints by itself must not mix with the data.
    this.worker = new Worker(new URL("./worker.js", import.meta.url), {
      workerData: start,
      stdout: true,
      stderr: true,
    });
  }

  async run(): Promise<number> {
    const ended = new Promise<number>((resolve) => {
      this.finish = resolve;
    });
    if (mentions(this.argv, "debug")) {
      this.worker.stdout.pipe(process.stderr);
      this.worker.stderr.pipe(process.stderr);
    }
    this.worker.on("message", (message: Message) => this.hear(message));
    this.worker.on("error", (error) => this.stopped(recognise(error)));
    for (const [signal, code] of Object.entries(SIGNALS)) process.on(signal, () => this.interrupt(code));
    const code = await ended;
    await this.cleanUp();
    return code;
  }

  private hear(message: Message): void {
    switch (message.kind) {
      case "out":
        this.out.write(message.text);
        break;
      case "err":
        this.progress.clear();
        this.err.write(message.text);
        break;
      case "progress":
        this.progress.show(message.stage, message.part);
        break;
      case "reading":
        this.watch.start("reading", message, (error) => this.stopped(error));
        break;
      case "writing":
        for (const folder of message.folders) this.folders.add(folder);
        break;
      case "processes":
        this.processes.splice(0, this.processes.length, ...message.pids);
        break;
      case "done":
        void this.done(message.code);
    }
  }

  private async done(code: number): Promise<void> {
    this.progress.clear();
    const failure = await this.out.flush();
    if (failure) this.err.write(`segwasm: cannot write to standard output: ${failure}\n`);
    await this.err.flush();
    this.finish(failure ? EXIT.stdout : code);
  }

  private stopped(error: unknown): void {
    this.watch.end();
    void this.worker.terminate();
    const host = { out: (text: string) => this.out.write(text), err: (text: string) => this.err.write(text) };
    this.progress.clear();
    void this.done(report(error, this.argv, host));
  }

  private async interrupt(code: number): Promise<void> {
    await this.worker.terminate();
    // Messages sent before the end are delivered now; they may name folders.
    await setImmediate();
    this.progress.clear();
    await this.cleanUp();
    if (!mentions(this.argv, "quiet", "q")) this.err.write("segwasm: interrupted, unfinished files are removed\n");
    await this.err.flush();
    process.exit(code);
  }

  /** Ends the processes that the command has started and not seen ending; returns their numbers. */
  private async endProcesses(): Promise<number[]> {
    const running = this.processes.splice(0);
    for (const pid of running) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It has ended meanwhile.
      }
    }
    // What they were writing when they ended has to be there before it can be removed.
    if (running.length > 0) await setTimeout(GRACE);
    return running;
  }

  /** Removes unfinished files. After a normal end there are none. */
  private async cleanUp(): Promise<void> {
    this.watch.end();
    await this.worker.terminate();
    const own = [process.pid, ...(await this.endProcesses())];
    for (const folder of this.folders) for (const pid of own) removeTemporaries(folder, pid);
    for (const signal of Object.keys(SIGNALS)) process.removeAllListeners(signal);
  }
}

function wantsColour(): boolean {
  const { NO_COLOR, TERM } = process.env;
  return process.stdout.isTTY === true && !NO_COLOR && TERM !== "dumb";
}
