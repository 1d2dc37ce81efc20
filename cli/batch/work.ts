import { existsSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { SegmentError } from "../../bindings/core/errors.js";
import { type Image, isMask, type Labelmap } from "../../bindings/core/image.js";
import type { Kernels } from "../../bindings/core/kernels.js";
import type { Limits } from "../../bindings/io/file.js";
import { columnHeader, encodePng } from "../../bindings/io/index.js";
import { maskToLabels } from "../../bindings/ops/mask-labels.js";
import { type RegionTable, regionStats } from "../../bindings/ops/region-stats.js";
import { runRecipe } from "../../bindings/recipe/run.js";
import type { Content } from "../durable.js";
import { describeResult, encodeImage, isLabelmap, labelDigest } from "../encode.js";
import { EXIT, exitCodeOf } from "../exit.js";
import type { Host } from "../host.js";
import { Reader } from "../input.js";
import { makeFolder } from "../make-folder.js";
import { Outputs } from "../output.js";
import { contrastOf } from "../report/contrast.js";
import { drawOverlay, type Room } from "../report/overlay.js";
import { digestOf, type Stamp, stampOf } from "./digest.js";
import type { Done, Source, Times } from "./ended.js";
import { type Job, outputNames } from "./plan.js";
import { encodePart } from "./table-parts.js";

/** How the inputs of a batch are worked on; none of it changes a result. */
export interface Setup {
  /** The output folder. */
  out: string;
  job: Job;
  limits: Partial<Limits>;
  /** Seconds that reading one file may take; undefined for the default. */
  timeout: number | undefined;
  threads: number;
}

/** One input to work on. */
export interface Task {
  path: string;
  name: string;
}

/** Pictures of the report: small enough for many on a page. */
const PREVIEW: Room = { tiles: 4, side: 360, tileSide: 256 };

/** Trouble of the output folder, which the next input would have too. */
export class OutputTrouble extends Error {}

/**
 * Reads an input, runs the recipe, measures what came out, and writes it all, whole or not at all.
 *
 * @throws OutputTrouble where nothing can be written; everything else is the trouble of this input alone
 */
export async function workOn(k: Kernels, host: Host, setup: Setup, { path, name }: Task): Promise<Done> {
  const { level, array, measures, format: _, ...selection } = setup.job.options;
  const parts = { ...(level !== undefined && { level }), ...(array !== undefined && { array }) };
  const started = performance.now();
  const before = existsSync(path) ? stampOf(path) : undefined;
  const reader = new Reader(host, setup.limits, setup.timeout, parts);
  const image = await reader.read(path, selection);
  const source = sourceOf(path, before);
  const read = performance.now();
  const thresholds: number[] = [];
  const result = runRecipe(k, image, setup.job.recipe, (one) => thresholds.push(one));
  const writable = isMask(result) ? maskToLabels(k, result) : result;
  const labels = isLabelmap(writable) ? writable : undefined;
  const table = labels && measured(k, labels, image, measures);
  const computed = performance.now();
  const files = await write(k, host, setup, { path, name }, { image, writable, table });
  return {
    ...{ name, ok: true, source, ...describeResult(result), files },
    ...{ sha256: labels ? labelDigest(labels) : null, labels: labels ? labels.count : null },
    labelled: table?.columns.find((column) => column.name === "count")?.values.reduce((sum, n) => sum + n, 0) ?? null,
    thresholds,
    columns: table ? table.columns.map(columnHeader) : [],
    // The input is named beside them.
    notes: reader.notes.map((note) => note.replace(`note: ${path}: `, "")),
    ms: timesOf(started, read, computed),
  };
}

/** To a tenth of a millisecond. */
function timesOf(started: number, read: number, computed: number): Times {
  const short = (ms: number) => Math.round(10 * ms) / 10;
  return { read: short(read - started), compute: short(computed - read), write: short(performance.now() - computed) };
}

/** The digest of what was read. Throws E_READ where that is no longer there as it was. */
function sourceOf(path: string, before: Stamp | undefined): Source {
  const sha256 = digestOf(path);
  const after = stampOf(path);
  if (after.size === before?.size && after.mtime === before.mtime) return { ...after, sha256 };
  throw new SegmentError("E_READ", `${JSON.stringify(path)} changed while it was being read`, { path });
}

/** The objects, with the intensities of the image where it has their shape. */
function measured(k: Kernels, labels: Labelmap, image: Image, measures: string | undefined): RegionTable {
  const under = String(labels.shape) === String(image.shape) ? [image] : [];
  return regionStats(k, labels, under, { measures });
}

/** What came out of an image. */
interface Results {
  image: Image;
  writable: Image | Labelmap;
  table: RegionTable | undefined;
}

/** Writes all files of an input, and returns their digests by their paths below the output folder. */
async function write(k: Kernels, host: Host, { out, job }: Setup, task: Task, results: Results) {
  const { result, preview, table } = outputNames(job, task.name);
  const contents: [string, Content][] = [
    [result, await encodeImage(join(out, result), results.writable)],
    [preview, pictureOf(k, results)],
  ];
  if (table !== undefined && results.table) contents.push([table, encodePart(results.table)]);
  const files = contents.map(([below, content]) => ({ below, path: join(out, below), content }));
  try {
    for (const { path } of files) makeFolder(dirname(path));
    const targets = files.map(({ path }) => ({ flag: "--output", path, extensions: [extname(path)] }));
    // Whatever lies there is of an earlier run, which was asked about before this one began.
    const outputs = Outputs.plan(host, "run", targets, [task.path], true);
    const [first, ...rest] = files.map(({ path, content }) => [path, content] as const);
    // Going on compares every digest, so that a power cut costs work and nothing else; the result alone is never torn.
    outputs.write([first as (typeof rest)[number]], "files");
    outputs.write(rest, "nothing");
    return Object.fromEntries(files.map(({ below, path }) => [below, digestOf(path)]));
  } catch (error) {
    if (exitCodeOf(error) !== EXIT.output) throw error;
    throw new OutputTrouble("the outputs cannot be written", { cause: error });
  }
}

/** The outlines of the objects on the image; a result that is an image as it is. */
function pictureOf(k: Kernels, { image, writable }: Results): Uint8Array {
  const below = String(writable.shape) === String(image.shape) && isLabelmap(writable) ? image : writable;
  const none = { data: new Uint8Array(writable.data.length), shape: writable.shape };
  const { data, width, height } = drawOverlay(
    below,
    isLabelmap(writable) ? writable : none,
    contrastOf(k, below),
    PREVIEW,
  );
  return encodePng({ data, width, height, channels: 3 });
}
