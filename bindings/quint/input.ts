import type { Kernels } from "../core/kernels.js";
import type { ImageFile } from "../io/file.js";
import { openFolder } from "../io/folder.js";
import { checkedLimits } from "../io/limits.js";
import { openImage } from "../io/open.js";
import { RGB } from "../io/png/chunks.js";
import { PNG_HEAD_BYTES, readPngHead } from "../io/png/head.js";
import { sniffFormat } from "../io/sniff.js";
import { Source } from "../io/source.js";
import { firstZipName } from "../io/unzip.js";
import { largestChannel } from "./input-argmax.js";
import { colourPicture, fromColours, fromPicture } from "./input-colours.js";
import { fromGeoJson } from "./input-geojson.js";
import { fromHdf5 } from "./input-hdf5.js";
import type { InputOptions, Objects } from "./input-options.js";
import { fromRois, isRoi } from "./input-roi.js";
import { fromImage } from "./input-values.js";
import type { QuintFile } from "./section.js";

/** Bytes that begin every HDF5 file. */
const HDF5 = [0x89, 0x48, 0x44, 0x46];

/** Reads a file of any of the programs. */
export async function readObjects(k: Kernels, file: QuintFile, options: InputOptions): Promise<Objects> {
  if (file.folder) return fromOpened(k, file.name, await openFolder(file.folder, limited(options)), options);
  const head = await file.head(PNG_HEAD_BYTES);
  if (HDF5.every((byte, i) => head[i] === byte)) return fromHdf5(k, await sourceOf(file, options), options);
  if (sniffFormat(head) === "png") {
    const { depth, colour } = readPngHead(new Source(head, file.name, checkedLimits({}))).header;
    if (depth < 16 || colour === RGB) return fromPicture(k, await sourceOf(file, options), options);
  }
  if (isRoi(head) || firstZipName(head)?.toLowerCase().endsWith(".roi")) {
    return fromRois(await sourceOf(file, options), options);
  }
  if (isJson(head)) return fromGeoJson(await sourceOf(file, options), options);
  const opened = await openImage(await file.read(), { name: file.name, ...limited(options) });
  return fromOpened(k, file.name, opened, options);
}

const limited = ({ limits }: InputOptions) => ({ ...(limits && { limits }) });

/** A brace or a bracket, behind white space or a byte order mark. */
function isJson(head: Uint8Array): boolean {
  return /^\ufeff?\s*[[{]/.test(new TextDecoder("utf-8", { ignoreBOM: true }).decode(head.subarray(0, 64)));
}

/** An image of any format: colours, probabilities with a channel a class, or values. */
async function fromOpened(k: Kernels, name: string, opened: ImageFile, options: InputOptions): Promise<Objects> {
  const { channel, argmax } = options;
  if (argmax) {
    const count = opened.shape[opened.axes.search(/[CS]/)] ?? 1;
    const planes = (of: number) => opened.read({ channel: of });
    return largestChannel(k, name, channel, count, planes);
  }
  const coloured = opened.axes === "YXS" && (opened.shape[2] as number) >= 3 && channel === undefined;
  if (coloured && options.from !== "prob") {
    return fromColours(k, name, await colourPicture(k, opened), options);
  }
  return fromImage(k, name, await opened.read(channel === undefined ? {} : { channel }), options);
}

async function sourceOf(file: QuintFile, { limits }: InputOptions): Promise<Source> {
  return new Source(await file.read(), file.name, checkedLimits(limits ?? {}));
}
