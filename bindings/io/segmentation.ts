import { ArgumentRangeError, UnsupportedFile } from "../core/errors.js";
import { describe } from "../core/image.js";
import { checkSegmentation, type Segmentation } from "../core/segmentation.js";
import type { Format, ReadOptions } from "./file.js";
import { encodeSegNrrd } from "./nrrd/write-segments.js";
import { openImage } from "./open.js";

/** Options of `writeSegmentation`. */
export interface WriteSegmentationOptions {
  /** Compress .seg.nrrd with deflate. Default: true. */
  compress?: boolean;
}

const OPTIONS: readonly string[] = ["compress"];

/**
 * Opens a file and decodes it as a segmentation: .seg.nrrd of all versions, DICOM SEG, or any label image, which has a
 * segment for each value. To look at a file first, use `openImage` and its `readSegmentation`.
 *
 * @param bytes the whole file; not changed
 * @param options as for `openImage`
 * @returns segments with names, colours, tags and labels, and the layers they lie in
 * @throws as `openImage`; CorruptFile E_CORRUPT where segments and layers contradict each other
 * @example
 * const bytes = await writeImage({ data: new Uint8Array([0, 3]), shape: [1, 2] }, "npy");
 * const { segments } = await openSegmentation(bytes, { name: "labels.npy" });
 * segments.map(({ name }) => name); // ["Segment_3"]
 */
export async function openSegmentation(bytes: Uint8Array, options: ReadOptions = {}): Promise<Segmentation> {
  return (await openImage(bytes, options)).readSegmentation();
}

/**
 * Encodes a segmentation with all its layers, names, colours, tags and conversion parameters.
 *
 * @param segmentation what to write; not changed
 * @param format "nrrd" for .seg.nrrd
 * @param options `compress`, default true
 * @throws ArgumentTypeError, ArgumentRangeError E_SEGMENT for a segmentation that is not valid; UnsupportedFile E_FORMAT
 * for a format that holds no segments
 * @example
 * const segmentation = await openSegmentation(await writeImage(labels, "npy"), { name: "labels.npy" });
 * const bytes = await writeSegmentation(segmentation, "nrrd");
 * (await openSegmentation(bytes, { name: "labels.seg.nrrd" })).segments.length; // 2
 */
export async function writeSegmentation(
  segmentation: Segmentation,
  format: Format,
  options: WriteSegmentationOptions = {},
): Promise<Uint8Array> {
  for (const name of Object.keys(options)) {
    if (OPTIONS.includes(name)) continue;
    throw new ArgumentRangeError("E_OPTION", `writeSegmentation: unknown option ${describe(name)}`);
  }
  checkSegmentation("writeSegmentation", segmentation);
  const { compress = true } = options;
  if (format === "nrrd") return encodeSegNrrd(segmentation, compress);
  throw new UnsupportedFile(`writeSegmentation: ${describe(format)} files hold no segments; choose nrrd`);
}
