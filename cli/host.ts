import type { Allowance } from "./watch.js";

/** Everything a command does to the world besides files: two streams and a line of progress. */
export interface Host {
  /** Data, to standard output. */
  out(text: string): void;
  /** Messages and errors, to standard error. */
  err(text: string): void;
  /** What is being done now, for the progress line; `part` runs from 0 to 1 where it is known. */
  progress(stage: string, part?: number): void;
  /** Reading starts; whoever supervises may stop it when it takes more than this. 0 seconds: reading has ended. */
  readingFor(allowance: Allowance): void;
  /** Folders that may hold unfinished files from now on. */
  writingIn(folders: readonly string[]): void;
  /** The processes that work for the command now; whoever interrupts it ends them too. */
  processes(pids: readonly number[]): void;
  /** Settles when a server is to end; on a command line it does not, as Ctrl-C ends everything. */
  served(): Promise<void>;
  /** True when standard output is a terminal that wants colours. */
  colour: boolean;
  /** Width of the terminal, 80 where there is none. */
  columns: number;
}
