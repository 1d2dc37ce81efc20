import type {
  Dtype,
  Image,
  Labelmap,
  RegionTable,
  SegmentDisplay,
  SegmentOptions,
  ThresholdMethod,
  Verdict,
} from "../bindings/index.js";
import type { Answer, RemoteFile } from "../bindings/worker.js";
import { Store } from "./store.js";
import type { Palette } from "./view/colours.js";
import type { Contrast, Interval } from "./view/contrast.js";
import type { Pixel, View } from "./view/zoom.js";

/** The opened image. */
export interface Subject {
  /** File name, or the name of a sample; hostile, so only ever shown as text. */
  name: string;
  image: Image;
  dtype: Dtype;
  /** Extents; one slice for 2-D images. */
  depth: number;
  height: number;
  width: number;
  /** The file it comes from; samples have none. */
  file: RemoteFile | undefined;
  /** What the reader noticed, in sentences. */
  notes: readonly string[];
  channel: number | undefined;
  time: number | undefined;
  /** True where a segmentation was opened alone: the image below it is empty, and gives way to the next volume. */
  blank?: boolean;
}

/** A segmentation of a file over the image. In the list and in `selected` segments are numbered from 1. */
export interface ShownSegments extends Omit<Answer<"fitSegments">, "notes"> {
  /** Hostile as the name of the image. */
  name: string;
  /** To be brought onto another volume from. */
  file: RemoteFile;
  /** What was noticed, in sentences. */
  notes: readonly string[];
}

/** What of the volume is shown: one slice, or three through one voxel and the surfaces of its segments. */
export type Layout = "single" | "four";

/** Settings of the lesson as the form has them. */
export interface LessonSettings {
  /** Voxels. */
  sigma: number;
  threshold: ThresholdMethod | number;
  erode: number;
  expand: number;
  /** Undefined: the library's own choice for the rank. */
  connectivity: SegmentOptions["connectivity"];
  minSize: number;
  fillHoles: boolean;
}

/** What the lesson gave, or a segmentation of the user's that lies over the image. */
export interface LessonResult {
  /** The settings it was computed with. */
  settings: LessonSettings;
  labels: Labelmap;
  count: number;
  /** In image units; undefined for a segmentation from a file. */
  threshold: number | undefined;
  /** Where the labels come from, in words; undefined where they were computed. */
  origin?: string;
  /** Voxels above the threshold, or of objects. */
  foreground: number;
  table: RegionTable;
  milliseconds: number;
}

/** Counts of values for the panel. */
export interface HistogramData {
  edges: Float64Array;
  counts: Float64Array;
}

export interface State {
  subject: Subject | undefined;
  opening: boolean;
  computing: boolean;
  /** How much of what is being computed is done, 0 to 1. */
  progress: number;

  /** The voxel that the slices go through; a slice as stored shows all of its plane z. */
  z: number;
  y: number;
  x: number;
  layout: Layout;
  /** Counts the wishes to see whole slices. */
  fits: number;
  view: View | undefined;
  /** Pixel under the pointer, or where the read-out was moved with keys. */
  cursor: Pixel | undefined;

  contrast: Contrast;
  gamma: number;
  /** Contrast follows the slice. */
  autoContrast: boolean;
  /** Smallest and largest value of the volume and of the slice; undefined while not known. */
  volumeExtent: Interval | undefined;
  sliceExtent: Interval | undefined;
  verdicts: readonly Verdict[];
  /** Of what is shown in the panel, the slice or the volume; null where no value is finite, undefined while not known. */
  histogram: HistogramData | null | undefined;
  volumeHistogram: HistogramData | undefined;
  wholeVolume: boolean;
  logCounts: boolean;

  imageVisible: boolean;
  labelsVisible: boolean;
  opacity: number;
  contour: number;
  palette: Palette;
  seed: number;
  selected: number;
  onlySelected: boolean;

  settings: LessonSettings;
  live: boolean;
  result: LessonResult | undefined;

  segments: ShownSegments | undefined;
  /** How segments differ from the others, by ID. */
  display: Readonly<Record<string, Partial<SegmentDisplay>>>;
}

export type ViewerStore = Store<State>;

/** The state of an empty page. */
export function createState(settings: LessonSettings): ViewerStore {
  const unit = { low: 0, high: 1 };
  return new Store<State>({
    subject: undefined,
    opening: false,
    computing: false,
    progress: 0,
    z: 0,
    y: 0,
    x: 0,
    layout: "single",
    fits: 0,
    view: undefined,
    cursor: undefined,
    contrast: { limits: unit, range: unit },
    gamma: 1,
    autoContrast: false,
    volumeExtent: undefined,
    sliceExtent: undefined,
    verdicts: [],
    histogram: undefined,
    volumeHistogram: undefined,
    wholeVolume: false,
    logCounts: false,
    imageVisible: true,
    labelsVisible: true,
    opacity: 0.6,
    contour: 0,
    palette: "distinct",
    seed: 0,
    selected: 0,
    onlySelected: false,
    settings,
    live: true,
    result: undefined,
    segments: undefined,
    display: {},
  });
}

/** Voxels of one slice, as a window on the volume. */
export function sliceOf(data: Image["data"], subject: Subject, z: number): Image["data"] {
  const size = subject.width * subject.height;
  return data.subarray(z * size, (z + 1) * size);
}

/** Spacing along z, y, x; 1 where the image has none. */
export function spacingOf({ image }: Subject): { z: number; y: number; x: number; unit: string } {
  const [x = 1, y = 1, z = 1] = [...(image.spacing ?? [])].reverse();
  return { z, y, x, unit: image.spacing ? (image.unit ?? "px") : "px" };
}
