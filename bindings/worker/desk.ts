import { ArgumentRangeError } from "../core/errors.js";
import type { Image, Labelmap, Mask } from "../core/image.js";
import { type Kernels, type LoadOptions, watched } from "../core/kernels.js";
import { othersOf, runOp } from "../core/op.js";
import type { Watch } from "../core/progress.js";
import type { Segmentation } from "../core/segmentation.js";
import {
  type CheckQuintOptions,
  type CompareOptions,
  type Comparison,
  checkQuintSeries,
  compareLabels,
  type Extent,
  extent,
  findOp,
  type Histogram,
  type HistogramOptions,
  histogram,
  type Inspection,
  type InspectOptions,
  inspectImage,
  type LabelMesh,
  type Overlay,
  overlayObjects,
  type QuintReport,
  type Recipe,
  type RegionStatsOptions,
  type RegionTable,
  regionStats,
  runRecipe,
  type SampleName,
  type SegmentOptions,
  type SegmentResult,
  sample,
  segment,
  sortSeries,
} from "../index.js";
import type { Format, ImageFile, Selection, WriteOptions } from "../io/file.js";
import { openFiles, writeImage } from "../io/index.js";
import { type FittedSegments, fitSegments } from "./fit-segments.js";
import { givenFile } from "./given.js";
import type { FileEntry, FileReference, HeldImage } from "./protocol.js";
import { shownMeshes } from "./shown-meshes.js";

/** An image in a request: itself, or one that the worker holds. */
export type Given<T> = T | HeldImage;

/** What `open` tells about a file: everything but its voxels. */
export type FileDescription = Omit<ImageFile, "read" | "readHyperstack" | "readSegmentation">;

/** What of the options of `checkQuintSeries` can travel; the rest is of the worker itself. */
export type QuintRequest = Pick<CheckQuintOptions, "colour" | "target" | "folder" | "pixels" | "preview" | "limits">;

/** How a desk has its kernels. */
export type LoadKernels = (options: LoadOptions) => Promise<Kernels>;

/** Linear memory never shrinks: an instance that grew beyond this is dropped after the call. */
const KEPT_BYTES = 256 * 2 ** 20;

/** Answers the calls of a page. Every public method is one call; results are fresh objects that may be transferred. */
export class Desk {
  readonly #load: LoadKernels;
  readonly #images = new Map<number, Image>();
  #kernels: Promise<Kernels> | undefined;
  /** The file that was opened last. */
  #file: { handle: number; opened: ImageFile } | undefined;

  #threads = 1;
  #watch: Watch = {};

  constructor(load: LoadKernels) {
    this.#load = load;
  }

  /** How the next call computes: with so many threads, and watched. */
  prepare(threads: number, watch: Watch): void {
    if (threads !== this.#threads) this.discardKernels();
    this.#threads = threads;
    this.#watch = watch;
  }

  /** Reads and checks a file's description. */
  async open(reference: FileReference): Promise<FileDescription> {
    const { format, axes, shape, dtype, bitDepth, geometry, legend, levels, notes, segments } =
      await this.#fileOf(reference);
    const several = { ...(levels && { levels }), ...(segments && { segments }) };
    return { format, axes, shape, dtype, bitDepth, geometry, legend, notes, ...several };
  }

  /** Decodes one image of a file, with what the reader noticed up to then. */
  async read(reference: FileReference, selection: Selection): Promise<{ image: Image; notes: readonly string[] }> {
    const file = await this.#fileOf(reference);
    const image = await file.read(selection);
    return { image, notes: file.notes };
  }

  /** Decodes a file as a segmentation. */
  async readSegmentation(
    reference: FileReference,
    selection: Selection,
  ): Promise<{ segmentation: Segmentation; notes: readonly string[] }> {
    const file = await this.#fileOf(reference);
    const segmentation = await file.readSegmentation(selection);
    return { segmentation, notes: file.notes };
  }

  /**
   * Decodes a file as a segmentation, brings it onto the grid of an image and measures it there; without an image on its own
   * grid.
   */
  async fitSegments(
    reference: FileReference,
    image?: Given<Image>,
  ): Promise<FittedSegments & { notes: readonly string[] }> {
    const { segmentation, notes } = await this.readSegmentation(reference, {});
    const fitted = await this.#compute((k) => fitSegments(k, segmentation, image && this.#take(image)));
    return { ...fitted, notes };
  }

  /** Closed surfaces of all labels of a volume, smoothed and simplified for the screen. */
  async shownMeshes(labels: Given<Image>): Promise<LabelMesh[]> {
    return this.#compute((k) => shownMeshes(k, this.#take(labels)));
  }

  /** Encodes an image or labels as a file. */
  write(image: Given<Image | Labelmap | Mask>, format: Format, options: WriteOptions = {}): Promise<Uint8Array> {
    return writeImage(this.#take(image), format, options);
  }

  /** One of the generated example images. */
  async sample(name: SampleName): Promise<Image> {
    return sample(name);
  }

  async extent(image: Given<Image>): Promise<Extent> {
    return this.#compute((k) => extent(k, this.#take(image)));
  }

  async histogram(image: Given<Image>, options: HistogramOptions = {}): Promise<Histogram> {
    return this.#compute((k) => histogram(k, this.#take(image), options));
  }

  /** The lesson: blur, threshold, erode, label, expand, measure. With the milliseconds it took here. */
  async segment(image: Given<Image>, options: SegmentOptions = {}): Promise<SegmentResult & { milliseconds: number }> {
    return this.#compute((k) => {
      const start = performance.now();
      const result = segment(k, this.#take(image), options);
      return { ...result, milliseconds: performance.now() - start };
    });
  }

  /** One operation by its name in recipes; further inputs stand among the options and may be held too. */
  async apply(name: string, image: Given<Image | Mask>, options: object = {}): Promise<Image | Mask | Labelmap> {
    const op = findOp(name);
    if (!op) throw new ArgumentRangeError("E_OPTION", `there is no operation ${JSON.stringify(name)}`);
    const given = Object.entries(options).map(([key, value]) => {
      const isHeld = Object.hasOwn(othersOf(op), key) && value !== null && typeof value === "object";
      return [key, isHeld ? this.#take(value as Given<Image | Mask>) : value];
    });
    return this.#compute((k) => runOp(op, k, this.#take(image), Object.fromEntries(given)));
  }

  /** A recipe on one image. */
  async run(image: Given<Image>, recipe: Recipe): Promise<Image | Mask | Labelmap> {
    return this.#compute((k) => runRecipe(k, this.#take(image), recipe));
  }

  /** Measures of every region of a label image, with an image below it also of its values. */
  async stats(labels: Given<Image>, image?: Given<Image>, options: RegionStatsOptions = {}): Promise<RegionTable> {
    return this.#compute((k) => regionStats(k, this.#take(labels), image && this.#take(image), options));
  }

  /** Two label images or masks, the first being the reference. */
  async compare(a: Given<Image | Mask>, b: Given<Image | Mask>, options: CompareOptions = {}): Promise<Comparison> {
    return this.#compute((k) => compareLabels(k, this.#take(a), this.#take(b), options));
  }

  /** Quality control. */
  async inspect(image: Given<Image>, options: InspectOptions = {}): Promise<Inspection> {
    return this.#compute((k) => inspectImage(k, this.#take(image), options));
  }

  /**
   * Checks a series of segmented brain sections as `checkQuintSeries` does; one picture after the other is read. Where
   * there is one registration among the files it is used, and named in the answer.
   */
  async quintCheck(
    files: readonly FileEntry[],
    options: QuintRequest = {},
  ): Promise<QuintReport & { registration: string | null }> {
    const given = files.map((file) => ({ ...givenFile(file), name: file.path.replace(/^.*\//, "") }));
    const { pictures, registration } = await sortSeries(given);
    const onProgress = (_: string, part: number) => this.#watch.onProgress?.(part);
    const own = { registration: registration?.registration, onProgress };
    const report = await checkQuintSeries(await this.#loaded(), pictures, { ...options, ...own });
    this.#shrink(await this.#loaded());
    return { ...report, registration: registration?.file ?? null };
  }

  /** The objects of a segmentation on the grid of an image of this size, as `overlayObjects` lays them. */
  async quintOverlay(file: FileEntry, size: { width: number; height: number }): Promise<Overlay> {
    const given = { ...givenFile(file), name: file.path.replace(/^.*\//, "") };
    const overlay = await overlayObjects(await this.#loaded(), given, size);
    this.#shrink(await this.#loaded());
    return overlay;
  }

  /** Threads that share a call here. */
  async threads(): Promise<number> {
    return this.#compute((k) => k.threads);
  }

  /** Drops a held image. */
  async forget(handle: number): Promise<void> {
    this.#images.delete(handle);
  }

  /** Starts the next computation on a fresh instance, for example after a trap. */
  discardKernels(): void {
    this.#kernels?.then(
      (k) => k.dispose(),
      () => {},
    );
    this.#kernels = undefined;
  }

  async #compute<T>(work: (k: Kernels) => T): Promise<T> {
    const k = await this.#loaded();
    const result = watched(k, this.#watch, () => work(k));
    this.#shrink(k);
    return result;
  }

  #loaded(): Promise<Kernels> {
    this.#kernels ??= this.#load({ threads: this.#threads });
    return this.#kernels;
  }

  #shrink(k: Kernels): void {
    if (k.memoryBytes > KEPT_BYTES) this.discardKernels();
  }

  #take<T extends Image | Mask>(given: Given<T>): T {
    if (!("handle" in given)) return given;
    const { handle, image } = given;
    if (image) this.#images.set(handle, image);
    const held = this.#images.get(handle);
    if (!held) throw new Error(`no image is held under ${handle}`);
    return held as unknown as T;
  }

  async #fileOf({ handle, files, options }: FileReference): Promise<ImageFile> {
    if (this.#file?.handle === handle) return this.#file.opened;
    const opened = await openFiles(files.map(givenFile), options);
    this.#file = { handle, opened };
    return opened;
  }
}
