import type { Format, WriteOptions } from "./file.js";

const FORMATS: Readonly<Record<string, Format>> = {
  png: "png",
  jpg: "jpeg",
  jpeg: "jpeg",
  npy: "npy",
  npz: "npy",
  tif: "tiff",
  tiff: "tiff",
  btf: "tiff",
  tf8: "tiff",
  nii: "nifti",
  "nii.gz": "nifti",
  hdr: "nifti",
  img: "nifti",
  nrrd: "nrrd",
  nhdr: "nrrd",
  mha: "metaimage",
  mhd: "metaimage",
  zarr: "zarr",
  dcm: "dicom",
  dicom: "dicom",
};

/** The names formats go by in messages. */
export const FORMAT_NAMES: Readonly<Record<Format, string>> = {
  tiff: "TIFF",
  png: "PNG",
  jpeg: "JPEG",
  npy: "NPY",
  nifti: "NIfTI",
  nrrd: "NRRD",
  metaimage: "MetaImage",
  zarr: "OME-Zarr",
  dicom: "DICOM",
};

/** Endings that an image file we write may have, and what they ask for beyond the format. */
const WRITTEN: Readonly<Record<string, WriteOptions>> = {
  ".tif": {},
  ".tiff": {},
  ".ome.tif": { flavour: "ome" },
  ".ome.tiff": { flavour: "ome" },
  ".png": {},
  ".npy": {},
  ".nii": { compress: false },
  ".nii.gz": { compress: true },
  ".nrrd": {},
  ".mha": {},
  ".ome.zarr": {},
  ".zarr": {},
};

/** Endings of images that can be written, for help texts and checks; .zarr is a folder. */
export const WRITABLE_ENDINGS: readonly string[] = Object.keys(WRITTEN);

/** Endings of files that hold segments with their names, which are written. */
export const SEGMENTATION_ENDINGS: readonly string[] = [".seg.nrrd", ".dcm"];

/** True for the name of a file that is to hold segments, not only their labels. */
export function isSegmentationName(name: string): boolean {
  return SEGMENTATION_ENDINGS.some((ending) => name.toLowerCase().endsWith(ending));
}

/** The format that the extension of a file name stands for; undefined when it is none that is known. */
export function formatOfName(name: string): Format | undefined {
  const extension = /\.(nii\.gz|[^./\\]+)[\\/]*$/i.exec(name)?.[1]?.toLowerCase() ?? "";
  return Object.hasOwn(FORMATS, extension) ? FORMATS[extension] : undefined;
}

/** What a file name asks of the writer: `.ome.tif` for OME-TIFF, `.nii.gz` for a packed NIfTI file. */
export function writeOptionsOfName(name: string): WriteOptions {
  const fitting = WRITABLE_ENDINGS.filter((ending) => name.toLowerCase().endsWith(ending));
  // The longest ending says most.
  const ending = fitting.sort((a, b) => b.length - a.length)[0];
  return ending === undefined ? {} : (WRITTEN[ending] as WriteOptions);
}

/** The name of a file without the ending of its format: "scan" of "scan.ome.tif"; unknown endings stay. */
export function stemOfName(name: string): string {
  const endings = [...WRITABLE_ENDINGS, ...SEGMENTATION_ENDINGS].sort((a, b) => b.length - a.length);
  const known = endings.find((ending) => name.toLowerCase().endsWith(ending) && name.length > ending.length);
  if (known !== undefined) return name.slice(0, -known.length);
  return formatOfName(name) ? name.replace(/(.)\.[^.]*$/, "$1") : name;
}
