import { plainWidth } from "./printable.js";

/** Work shorter than this shows nothing. */
const PATIENCE = 700;
const REDRAW = 120;
const FRAMES = ["|", "/", "-", "\\"];
const BAR = 24;

/** One line on a terminal that tells what is being done, once it takes noticeably long. */
export class ProgressLine {
  private readonly start = performance.now();
  private timer: NodeJS.Timeout | undefined;
  private stage = "";
  private part: number | undefined;
  private drawn = false;
  private turn = 0;

  constructor(
    private readonly stream: NodeJS.WriteStream,
    quiet: boolean,
  ) {
    if (quiet || !stream.isTTY || process.env["TERM"] === "dumb") return;
    this.timer = setInterval(() => this.draw(), REDRAW);
    // The line alone must not keep the process alive.
    this.timer.unref();
  }

  show(stage: string, part?: number): void {
    this.stage = stage;
    this.part = part;
  }

  /** Wipes the line, so that something else can be written. */
  clear(): void {
    if (this.drawn) this.stream.write("\r\x1b[K");
    this.drawn = false;
  }

  private draw(): void {
    const elapsed = performance.now() - this.start;
    if (elapsed < PATIENCE || this.stage === "") return;
    const frame = FRAMES[this.turn++ % FRAMES.length];
    const bar = this.part === undefined ? frame : `[${"#".repeat(Math.round(this.part * BAR)).padEnd(BAR)}]`;
    const text = plainWidth(`${bar} ${this.stage} ${(elapsed / 1000).toFixed(0)} s`, (this.stream.columns || 80) - 1);
    this.stream.write(`\r\x1b[K${text}`);
    this.drawn = true;
  }
}
