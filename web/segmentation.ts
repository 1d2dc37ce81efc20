import { geometryOf, voxelCount } from "../bindings/core/image.js";
import type { Image, Segmentation } from "../bindings/index.js";
import type { Answer, CallOptions, FileEntry, RemoteFile } from "../bindings/worker.js";
import { announce } from "./messages.js";
import type { ShownSegments, Subject, ViewerStore } from "./state.js";
import { formatCount, printableName } from "./text.js";

/** Slicer's opacity of areas in slices. */
const FILL = 0.5;

/** Shows the segments of a file over an image, on whose grid they are brought. */
export async function laySegments(
  store: ViewerStore,
  subject: Subject,
  name: string,
  file: RemoteFile,
  call: CallOptions,
): Promise<void> {
  showSegments(store, subject, name, file, await file.fitSegments(subject.image, call));
}

/** Shows segments that are on the grid of an image. */
export function showSegments(
  store: ViewerStore,
  subject: Subject,
  name: string,
  file: RemoteFile,
  fitted: Answer<"fitSegments">,
): void {
  // Another image was opened meanwhile.
  if (store.state.subject !== subject) return;
  store.update({
    segments: { ...fitted, name, file, notes: notesOn(fitted) },
    display: {},
    result: undefined,
    live: false,
    selected: 0,
    onlySelected: false,
    labelsVisible: true,
    opacity: FILL,
    layout: subject.depth > 1 ? "four" : "single",
  });
  const count = fitted.segmentation.segments.length;
  announce(`${formatCount(count)} ${count === 1 ? "segment" : "segments"} of ${printableName(name)}.`);
}

/** What the reader noticed, and what bringing the segments onto the grid of the image did to them. */
function notesOn({ moved, extents, notes }: Pick<ShownSegments, "moved" | "extents" | "notes">): string[] {
  const found = extents.some(({ count }) => count > 0);
  const away = "none of its voxels lie within the image: is it of another patient or study?";
  const grid = "its grid differs from the image's; each voxel shows the nearest of its voxels";
  return [...(moved ? [found ? grid : away] : []), ...notes];
}

/** An empty image on the grid of a segmentation, which is looked at alone. */
export function blankImage({ shape, ...grid }: Segmentation): Image {
  return { data: new Uint8Array(voxelCount(shape)), shape, ...geometryOf(grid) };
}

/** Names that programs give to what is a segmentation: scan_seg.nii.gz, labels.nrrd, liver-mask.mha. */
const SAYS_SO = /(^|[^a-z])(seg|segs|segmentation|labels?|labelmap|masks?|rois?)([^a-z]|$)/i;
const VOLUME = /\.(nii|nii\.gz|nrrd|nhdr|mha|mhd|hdr)$/i;

/** Bytes in which a DICOM file says what it is, and what it says where it holds segments. */
const HEAD = 2048;
const SEGMENTATION_STORAGE = /1\.2\.840\.10008\.5\.1\.4\.1\.1\.66\.[47]\0?/;

/** Whether a file is a segmentation, as far as its name or its first bytes tell. */
export async function isSegmentationFile({ path, blob }: FileEntry): Promise<boolean> {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (/\.seg\.(nrrd|nhdr)$/i.test(name)) return true;
  if (VOLUME.test(name)) return SAYS_SO.test(name);
  if (!/\.(dcm|dicom|ima)$/i.test(name) && name.includes(".") && !/\.\d+$/.test(name)) return false;
  const head = new Uint8Array(await blob.slice(0, HEAD).arrayBuffer());
  return SEGMENTATION_STORAGE.test(String.fromCharCode(...head));
}

/** Of files given together, those that are the image and the one that is its segmentation; undefined for anything else. */
export async function splitSegmentation(
  files: readonly FileEntry[],
): Promise<[image: FileEntry[], segmentation: FileEntry[]] | undefined> {
  const kinds = await Promise.all(files.map(isSegmentationFile));
  const segmentations = files.filter((_, at) => kinds[at]);
  if (segmentations.length !== 1 || files.length < 2) return undefined;
  return [files.filter((_, at) => !kinds[at]), segmentations];
}
