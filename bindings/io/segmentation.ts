import { ArgumentRangeError, UnsupportedFile } from "../core/errors.js";
import { describe } from "../core/image.js";
import { checkSegmentation, type Segmentation } from "../core/segmentation.js";
import type { DicomOptions } from "./dicom/write-segmentation.js";
import type { Format, ReadOptions } from "./file.js";
import { encodeSegNrrd } from "./nrrd/write-segments.js";
import { openImage } from "./open.js";

/** Options of `writeSegmentation`. */
export interface WriteSegmentationOptions extends DicomOptions {
  /** Compress .seg.nrrd with deflate. Default: true. */
  compress?: boolean;
}

const OPTIONS: readonly string[] = ["compress", "kind", "fractionalMost", "seriesDescription"];

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
 * Encodes a segmentation. A .seg.nrrd keeps everything: layers, names, colours, tags, conversion parameters, fractions.
 * DICOM keeps segments with their voxels, names, colours as CIELab, codes, algorithm and description; identifiers follow
 * from the content, and nothing from the clock. A segment without codes is written as tissue.
 *
 * @param segmentation what to write; not changed
 * @param format "nrrd" for .seg.nrrd, or "dicom"
 * @param options `compress` for .seg.nrrd, default true; `kind` BINARY (default), FRACTIONAL (of fractions) or LABELMAP,
 *   `fractionalMost` and `seriesDescription` for DICOM
 * @throws ArgumentTypeError, ArgumentRangeError E_SEGMENT for a segmentation that is not valid, E_OVERLAP where a label
 * map cannot hold several layers, E_LABEL_RANGE, E_OPTION; UnsupportedFile E_FORMAT for a format that holds no segments
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
  const { compress = true, ...dicom } = options;
  if (format === "nrrd") return encodeSegNrrd(segmentation, compress);
  if (format === "dicom")
    return (await import("./dicom/write-segmentation.js")).encodeSegmentation(segmentation, dicom);
  throw new UnsupportedFile(`writeSegmentation: ${describe(format)} files hold no segments; choose nrrd or dicom`);
}
