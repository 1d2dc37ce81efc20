import type { Kernels } from "../core/kernels.js";
import { checkedLimits } from "../io/limits.js";
import { openImage } from "../io/open.js";
import { RGB } from "../io/png/chunks.js";
import { PNG_HEAD_BYTES, readPngHead } from "../io/png/head.js";
import { sniffFormat } from "../io/sniff.js";
import { Source } from "../io/source.js";
import { colourPicture, fromColours, fromPicture } from "./input-colours.js";
import { fromHdf5 } from "./input-hdf5.js";
import type { InputOptions, Objects } from "./input-options.js";
import { fromImage } from "./input-values.js";
import type { QuintFile } from "./section.js";

/** Bytes that begin every HDF5 file. */
const HDF5 = [0x89, 0x48, 0x44, 0x46];

/** Reads a file of any of the programs. */
export async function readObjects(k: Kernels, file: QuintFile, options: InputOptions): Promise<Objects> {
  const head = await file.head(PNG_HEAD_BYTES);
  if (HDF5.every((byte, i) => head[i] === byte)) return fromHdf5(k, await sourceOf(file, options), options);
  if (sniffFormat(head) === "png") {
    const { depth, colour } = readPngHead(new Source(head, file.name, checkedLimits({}))).header;
    if (depth < 16 || colour === RGB) return fromPicture(k, await sourceOf(file, options), options);
  }
  const opened = await openImage(await file.read(), {
    name: file.name,
    ...(options.limits && { limits: options.limits }),
  });
  const { channel } = options;
  const coloured = opened.axes === "YXS" && (opened.shape[2] as number) >= 3 && channel === undefined;
  if (coloured && options.from !== "prob") {
    return fromColours(k, file.name, await colourPicture(k, opened), options);
  }
  return fromImage(k, file.name, await opened.read(channel === undefined ? {} : { channel }), options);
}

async function sourceOf(file: QuintFile, { limits }: InputOptions): Promise<Source> {
  return new Source(await file.read(), file.name, checkedLimits(limits ?? {}));
}
