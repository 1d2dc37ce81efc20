import { isBareDicom } from "./dicom/bare.js";
import type { Format } from "./file.js";
import { gunzipHead, isGzip } from "./gunzip.js";
import { HEAD_BYTES, niftiVersion } from "./nifti/header.js";
import { isNpz } from "./npy/archive.js";
import { PNG_SIGNATURE } from "./png/chunks.js";

const SIGNATURES: readonly { format: Exclude<Format, "zarr">; bytes: readonly number[] }[] = [
  { format: "png", bytes: PNG_SIGNATURE },
  { format: "jpeg", bytes: [0xff, 0xd8, 0xff] },
  { format: "npy", bytes: [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59] },
  { format: "tiff", bytes: [0x49, 0x49, 42, 0] },
  { format: "tiff", bytes: [0x4d, 0x4d, 0, 42] },
  { format: "tiff", bytes: [0x49, 0x49, 43, 0] },
  { format: "tiff", bytes: [0x4d, 0x4d, 0, 43] },
  { format: "nrrd", bytes: [0x4e, 0x52, 0x52, 0x44, 0x30, 0x30, 0x30] },
];

/** The format of a file by its first bytes; undefined when it is none that can be read. */
export function sniffFormat(bytes: Uint8Array): Exclude<Format, "zarr"> | undefined {
  // First, because the preamble before it may be that of a TIFF file.
  if (startsWith(bytes.subarray(128), [0x44, 0x49, 0x43, 0x4d])) return "dicom";
  const signed = SIGNATURES.find((signature) => startsWith(bytes, signature.bytes))?.format;
  if (signed) return signed;
  if (isNpz(bytes)) return "npy";
  if (niftiVersion(isGzip(bytes) ? gunzipHead(bytes, HEAD_BYTES) : bytes.subarray(0, HEAD_BYTES))) return "nifti";
  if (isMetaImage(bytes)) return "metaimage";
  return isBareDicom(bytes) ? "dicom" : undefined;
}

/** MetaImage has no signature, only text of keys that comes first. */
function isMetaImage(bytes: Uint8Array): boolean {
  const head = String.fromCharCode(...bytes.subarray(0, 512));
  return /^\s*(ObjectType|NDims|Comment)\s*=/.test(head) && /(^|\n)\s*NDims\s*=/.test(head);
}

/** The format whose signature the file would have, had it not ended inside it. */
export function begunFormat(bytes: Uint8Array): Format | undefined {
  return SIGNATURES.find(
    ({ bytes: whole }) => bytes.length > 1 && bytes.length < whole.length && startsWith(whole, bytes),
  )?.format;
}

/** Other kinds of files by their first bytes, for the message that refuses them. */
const OTHERS: readonly [what: string, bytes: readonly number[]][] = [
  ["gzip data", [0x1f, 0x8b]],
  ["a ZIP archive", [0x50, 0x4b, 3, 4]],
  ["a PDF document", [0x25, 0x50, 0x44, 0x46]],
  ["a GIF picture", [0x47, 0x49, 0x46, 0x38]],
  ["a BMP picture", [0x42, 0x4d]],
  ["a WebP or other RIFF file", [0x52, 0x49, 0x46, 0x46]],
  ["an HDF5 file", [0x89, 0x48, 0x44, 0x46]],
  ["an Analyze file", [0x5c, 1, 0, 0]],
  ["a JPEG 2000 picture", [0, 0, 0, 12, 0x6a, 0x50]],
];

/** What unreadable bytes look like, as a noun. */
export function describeContent(bytes: Uint8Array): string {
  if (bytes.length === 0) return "an empty file";
  const other = OTHERS.find(([, signature]) => startsWith(bytes, signature));
  if (other) return other[0];
  if (startsWith(bytes.subarray(1), [0x50, 0x4e, 0x47])) return "a PNG picture with a damaged signature";
  const head = bytes.subarray(0, 512);
  if (head.every((byte) => byte === 0)) return "a file of zero bytes";
  const text = head.every((byte) => byte >= 0x20 || byte === 9 || byte === 10 || byte === 13);
  if (!text) return "binary data of an unknown kind";
  return /^\s*<(!doctype html|html)/i.test(String.fromCharCode(...head)) ? "an HTML page" : "a text file";
}

function startsWith(bytes: ArrayLike<number>, signature: ArrayLike<number>): boolean {
  if (bytes.length < signature.length) return false;
  for (let i = 0; i < signature.length; i++) if (bytes[i] !== signature[i]) return false;
  return true;
}
