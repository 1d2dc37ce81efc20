import { gunzipExactly, gunzipHead, gunzipVolume, isGzip } from "../gunzip.js";
import type { Planes } from "../planes.js";
import type { Source } from "../source.js";
import { checkVolume, heldStretch, type Stretch, storedBytes, stretchOf, volumePlanes } from "../volume.js";
import { HEAD_BYTES, type NiftiHeader, readNiftiHeader } from "./header.js";

/** Most bytes that may lie between a header and its voxels: extensions of the header. */
const MOST_EXTENSIONS = 8 * 2 ** 20;

/** Reads a NIfTI-1 or NIfTI-2 file: .nii, .nii.gz, or the .hdr of a pair. */
export async function readNifti(source: Source): Promise<Planes> {
  const head = isGzip(source.head(3)) ? gunzipHead(source.bytes, HEAD_BYTES) : source.head(HEAD_BYTES);
  const header = readNiftiHeader(source, head);
  const voxels = header.single ? source : await partner(source);
  const { type, bigEndian, sizes, geometry, legend, scale } = header;
  checkVolume(voxels, type, sizes);
  return volumePlanes(source, {
    format: "nifti",
    type,
    bigEndian,
    sizes,
    order: "CTZYX",
    meaning: header.samples === 1 ? "grey" : header.samples === 3 ? "rgb" : "rgb+alpha",
    geometry,
    legend,
    scale,
    voxels: await voxelsOf(voxels, header),
  });
}

/** The .img beside a .hdr. */
function partner(source: Source): Promise<Source> {
  const stem = source.name.replace(/^.*[\\/]/, "").replace(/\.hdr(\.gz)?$/i, "");
  return source.sibling([`${stem}.img`, `${stem}.img.gz`], "its voxels");
}

async function voxelsOf(file: Source, { type, sizes, offset }: NiftiHeader): Promise<Stretch> {
  const length = storedBytes(type, sizes);
  if (!isGzip(file.head(3))) {
    file.need(offset, length, "its image");
    noteRest(file, file.size - offset - length);
    return stretchOf(file, offset, length);
  }
  file.checkGzipExpansion(offset + length);
  file.checkLimit("maxBytes", offset + length, "its decoded size in bytes");
  if (offset > MOST_EXTENSIONS) throw file.unsupported(`${offset} bytes lie before its voxels`);
  const room = () => file.allocate("uint8", offset + length) as Uint8Array;
  const whole = room();
  await gunzipVolume(file, file.bytes, whole, "its image");
  return heldStretch(whole.subarray(offset), () => {
    return gunzipExactly(file, file.bytes, room(), "its image").subarray(offset);
  });
}

function noteRest(file: Source, rest: number): void {
  if (rest > 0) file.note(`${rest} bytes after the image are left out`);
}
