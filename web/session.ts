import { dtypeOf, type Image, type SampleName } from "../bindings/index.js";
import { isPictureName } from "../bindings/quint/series.js";
import type { CallOptions, FileEntry, RemoteFile, Segmenter } from "../bindings/worker.js";
import { countImage } from "./counting.js";
import { announce, clearError, showError } from "./messages.js";
import { isOutlines, layOver } from "./overlay.js";
import { blankImage, laySegments, showSegments } from "./segmentation.js";
import type { Stage } from "./stage.js";
import type { Subject, ViewerStore } from "./state.js";
import { formatCount, printableName } from "./text.js";
import { initialContrast } from "./view/contrast.js";

/** Milliseconds one file may take: a minute, and ten seconds more for every 100 MB. */
const patience = (bytes: number) => 60_000 + bytes / 10_000;

/** Voxels up to which the lesson starts by itself. */
const LIVE_VOXELS = 64e6;

/** Decoded bytes a page takes on; the command line takes more. */
const LARGEST_IMAGE = 2 ** 30;

/** Opens images; the one opened last wins. */
export class Session {
  readonly #store: ViewerStore;
  readonly #segmenter: Segmenter;
  readonly #stage: Stage;
  #attempt: AbortController | undefined;

  constructor(store: ViewerStore, segmenter: Segmenter, stage: Stage) {
    this.#store = store;
    this.#segmenter = segmenter;
    this.#stage = stage;
  }

  /** Opens an image of the user's: one file, or several that are one image. */
  openFiles(files: readonly FileEntry[]): Promise<boolean> {
    const name = nameOf(files);
    return this.#attemptTo(async (signal) => {
      const opened = await this.#open(files, signal);
      if (opened.segments) return this.#showSegments(name, opened, signal);
      const [channel, time] = [extentOf(opened, "C") > 1 ? 0 : undefined, extentOf(opened, "T") > 1 ? 0 : undefined];
      await this.#read(name, opened, channel, time, signal);
    });
  }

  /** Opens an image with a segmentation of it on top. */
  async openWith(image: readonly FileEntry[], segmentation: readonly FileEntry[]): Promise<void> {
    if (await this.openFiles(image)) await this.overlay(segmentation);
  }

  /**
   * Lays a segmentation over the open image: on a volume its segments, on a single slice also the objects of a picture or of
   * outlines, whatever its size.
   */
  overlay(files: readonly FileEntry[]): Promise<boolean> {
    const { subject } = this.#store.state;
    const [only] = files as [FileEntry];
    if (!subject || subject.blank) return this.openFiles(files);
    return this.#attemptTo(async (signal) => {
      // Nothing is computed in its place meanwhile, nor afterwards until the user asks for it.
      this.#store.update({ live: false });
      if (subject.depth === 1 && files.length === 1 && (isPictureName(only.path) || isOutlines(only))) {
        const timeout = patience(10 * only.blob.size + LARGEST_IMAGE);
        return layOver(this.#store, this.#segmenter, subject, only, { signal, timeout });
      }
      const opened = await this.#open(files, signal);
      await laySegments(this.#store, subject, nameOf(files), opened, this.#decoding(signal));
    });
  }

  /** Opens one of the generated images. */
  openSample(name: SampleName): Promise<boolean> {
    return this.#attemptTo(async (signal) => {
      const image = await this.#segmenter.request("sample", [name], { signal });
      await this.#show(newSubject(`sample ${name}`, image), signal);
    });
  }

  /** Shows another channel or time point of the open file. */
  choose(channel: number | undefined, time: number | undefined): Promise<boolean> {
    const { subject } = this.#store.state;
    if (!subject?.file) return Promise.resolve(false);
    const { name, file } = subject;
    return this.#attemptTo((signal) => this.#read(name, file, channel, time, signal));
  }

  /** Stops opening. */
  cancel(): void {
    this.#attempt?.abort();
  }

  /** Returns whether it went well; the user is told where it did not. */
  async #attemptTo(work: (signal: AbortSignal) => Promise<void>): Promise<boolean> {
    this.#attempt?.abort();
    const attempt = new AbortController();
    this.#attempt = attempt;
    this.#store.update({ opening: true });
    try {
      await work(attempt.signal);
      clearError();
      return true;
    } catch (error) {
      showError(error);
      return false;
    } finally {
      if (this.#attempt === attempt) this.#store.update({ opening: false });
    }
  }

  /** Reads the description of a file. */
  #open(files: readonly FileEntry[], signal: AbortSignal): Promise<RemoteFile> {
    const limits = { maxBytes: LARGEST_IMAGE };
    const call = { signal, timeout: patience(files.reduce((sum, { blob }) => sum + blob.size, 0)) };
    return this.#segmenter.open(files, { name: nameOf(files), limits }, call);
  }

  /** How long decoding and computing may take. */
  #decoding = (signal: AbortSignal): CallOptions => ({ signal, timeout: patience(LARGEST_IMAGE) });

  /** Shows a file of segments: over the open volume, or else by itself. */
  async #showSegments(name: string, opened: RemoteFile, signal: AbortSignal): Promise<void> {
    const { subject } = this.#store.state;
    const call = this.#decoding(signal);
    if (subject && !subject.blank && subject.depth > 1) {
      this.#store.update({ live: false });
      return laySegments(this.#store, subject, name, opened, call);
    }
    const fitted = await opened.fitSegments(undefined, call);
    const alone = { ...newSubject(name, blankImage(fitted.segmentation)), blank: true };
    await this.#show(alone, signal);
    showSegments(this.#store, alone, name, opened, fitted);
  }

  async #read(
    name: string,
    file: RemoteFile,
    channel: number | undefined,
    time: number | undefined,
    signal: AbortSignal,
  ) {
    const selection = { ...(channel !== undefined && { channel }), ...(time !== undefined && { time }) };
    const call = this.#decoding(signal);
    const { image, notes } = await file.read(selection, call);
    const { subject: before, segments } = this.#store.state;
    const subject = { ...newSubject(name, image), file, notes, channel, time };
    await this.#show(subject, signal);
    // A segmentation that was opened first has waited for its volume.
    if (!before?.blank || !segments || image.shape.length !== segments.segmentation.shape.length) return;
    this.#store.update({ live: false });
    await laySegments(this.#store, subject, segments.name, segments.file, call);
  }

  async #show(subject: Subject, signal: AbortSignal): Promise<void> {
    const { subject: before, result, segments, layout } = this.#store.state;
    this.#segmenter.hold(subject.image);
    const counted = await countImage(this.#segmenter, subject.image, { signal }).catch((error) => {
      this.#segmenter.release(subject.image);
      throw error;
    });
    const extent = counted?.extent;
    const another = subject.file === undefined || subject.file !== before?.file;
    // Another channel of the same file is looked at from where one looked before.
    const stay = !another && before?.image.shape.join() === subject.image.shape.join();
    this.#store.update({
      subject,
      // What was laid over one channel lies over the others too.
      result: stay && result?.origin !== undefined ? result : undefined,
      segments: stay ? segments : undefined,
      layout: subject.depth > 1 ? layout : "single",
      selected: 0,
      volumeExtent: extent,
      sliceExtent: undefined,
      volumeHistogram: counted?.histogram,
      histogram: undefined,
      verdicts: [],
      contrast: initialContrast(subject.dtype, extent ?? { low: 0, high: 1 }),
      ...(another && { live: !subject.blank && subject.image.data.length <= LIVE_VOXELS }),
      ...(!stay && { ...middleOf(subject), view: undefined, cursor: undefined, fits: this.#store.state.fits + 1 }),
    });
    if (before) this.#segmenter.release(before.image);
    document.body.classList.remove("empty");
    if (!stay) this.#stage.fit();
    announce(`Opened ${printableName(subject.name)}, ${formatCount(subject.image.data.length)} voxels.`);
  }
}

/** What an image is called: its file, its folder, or how many files there are. */
function nameOf(files: readonly FileEntry[]): string {
  const [first] = files as [FileEntry];
  const at = first.path.lastIndexOf("/");
  if (files.length === 1) return first.blob instanceof File ? first.blob.name : first.path;
  const root = first.path.split("/")[0] as string;
  const shared = at >= 0 && files.every(({ path }) => path.startsWith(`${root}/`));
  const header = files.find(({ path }) => /\.(hdr|nhdr|mhd)(\.gz)?$/i.test(path));
  return shared ? root : (header?.path ?? `${files.length} files`);
}

/** Extent of one axis of a file; 1 where it has none. */
export function extentOf(file: RemoteFile, axis: string): number {
  return file.shape[file.axes.indexOf(axis)] ?? 1;
}

function middleOf({ depth, height, width }: Subject): { z: number; y: number; x: number } {
  return { z: Math.floor(depth / 2), y: Math.floor(height / 2), x: Math.floor(width / 2) };
}

function newSubject(name: string, image: Image): Subject {
  const [width, height, depth = 1] = [...image.shape].reverse() as [number, number, number?];
  const dtype = dtypeOf(image.data);
  return { name, image, dtype, depth, height, width, file: undefined, notes: [], channel: undefined, time: undefined };
}
