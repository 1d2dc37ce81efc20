import type { Hostile } from "./case.js";
import { DICOM_CASES } from "./dicom.js";
import { META_CASES } from "./metaimage.js";
import { NIFTI_CASES } from "./nifti.js";
import { NRRD_CASES } from "./nrrd.js";
import { JPEG_CASES, NPY_CASES, OTHER_CASES } from "./others.js";
import { PNG_CASES } from "./png.js";
import { TIFF_CASES } from "./tiff.js";
import { TRAP_CASES } from "./traps.js";
import { ZARR_CASES } from "./zarr.js";

/** All bad files, by the reader they are for. */
export const GROUPS: readonly [format: string, cases: readonly Hostile[]][] = [
  ["TIFF", TIFF_CASES],
  ["PNG", PNG_CASES],
  ["NPY", NPY_CASES],
  ["JPEG", JPEG_CASES],
  ["NIfTI", NIFTI_CASES],
  ["NRRD", NRRD_CASES],
  ["MetaImage", META_CASES],
  ["DICOM", DICOM_CASES],
  ["Zarr", ZARR_CASES],
  ["traps", TRAP_CASES],
  ["other content", OTHER_CASES],
];
