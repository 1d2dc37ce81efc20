import type { Description } from "../encode.js";
import type { Stamp } from "./digest.js";
import { type Job, outputNames, type PlannedInput } from "./plan.js";

/** An input as it was read. */
export interface Source extends Stamp {
  sha256: string;
}

/** Milliseconds. */
export interface Times {
  read: number;
  compute: number;
  write: number;
}

/** What became of an input, as the journal keeps it. */
export type Ended = Done | Failed;

/** An input whose outputs are there. */
export interface Done extends Description {
  name: string;
  ok: true;
  source: Source;
  /** SHA-256 of every file that came out, by its path below the output folder. */
  files: Readonly<Record<string, string>>;
  /** SHA-256 of the label voxels as little-endian int32 in C order, as `segment` prints it; null for images. */
  sha256: string | null;
  /** Number of labels; null for images. */
  labels: number | null;
  /** Voxels of all labels; null where they were not counted. */
  labelled: number | null;
  /** The level of every threshold step, in image units. */
  thresholds: readonly number[];
  /** Headers of the table's columns. */
  columns: readonly string[];
  /** What the readers noticed. */
  notes: readonly string[];
  ms: Times;
}

/** An input that could not be used. */
export interface Failed {
  name: string;
  ok: false;
  error: ErrorWords;
}

/** An error as JSON has it. */
export interface ErrorWords {
  code: string;
  message: string;
  advice?: string;
  path?: string;
  needed?: number;
  allowed?: number;
}

/** An input as `run.json` and the lines of `--json` have it. Everything but the times is the same in every run. */
export function documentOf(job: Job, { path, name }: PlannedInput, how: Ended): object {
  if (!how.ok) return { path, name, ok: false, error: how.error };
  const { source, columns: _, files: __, name: ___, ...rest } = how;
  const { size, sha256 } = source;
  return { path, name, output: outputNames(job, name).result, ...rest, source: { size, sha256 } };
}
