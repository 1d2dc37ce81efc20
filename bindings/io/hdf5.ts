import type { TypedArray } from "../core/image.js";
import { dtypeOf } from "../core/image.js";
import type { Source } from "./source.js";

/** A dataset of an HDF5 file. */
export interface Hdf5Dataset {
  data: TypedArray;
  shape: readonly number[];
  /** A letter an axis, such as "yxc"; undefined where the file does not say. */
  axes: string | undefined;
}

/** Names that programs give the dataset they export. */
const NAMES = ["exported_data", "exported_watershed", "data", "volume/data"];

let serial = 0;

/**
 * Reads the numbers of an HDF5 file, as ilastik exports them: the dataset "exported_data", or the only one there is.
 * The library comes with the first such file.
 *
 * @throws UnsupportedFile, CorruptFile, LimitExceeded
 */
export async function readHdf5(source: Source): Promise<Hdf5Dataset> {
  const { default: h5wasm } = await import("h5wasm");
  const { FS } = await h5wasm.ready;
  const path = `/segwasm-${serial++}.h5`;
  FS.writeFile(path, source.bytes);
  try {
    const file = new h5wasm.File(path, "r");
    if (file.file_id < 0n) throw source.corrupt("it is damaged, or no whole HDF5 file");
    try {
      return readDataset(source, file as unknown as Group);
    } finally {
      file.close();
    }
  } catch (cause) {
    if (cause instanceof Error && "code" in cause) throw cause;
    throw source.corrupt("it cannot be read as HDF5", cause);
  } finally {
    FS.unlink(path);
  }
}

/** The parts of the library's objects that are used. */
interface Dataset {
  shape: number[] | null;
  metadata: { size: number };
  value: unknown;
  attrs: Readonly<Record<string, { value: unknown }>>;
}
interface Group {
  get(name: string): unknown;
  keys(): string[];
}

const isDataset = (item: unknown): item is Dataset =>
  item !== null && typeof item === "object" && "shape" in item && "metadata" in item;

function readDataset(source: Source, file: Group): Hdf5Dataset {
  const names = [...NAMES, ...file.keys()];
  const dataset = names.map((name) => file.get(name)).find(isDataset);
  if (!dataset?.shape) throw source.unsupported("it holds no dataset exported_data, nor any other at its top");
  const count = dataset.shape.reduce((n, extent) => n * extent, 1);
  source.checkLimit("maxBytes", count * dataset.metadata.size, "its decoded size in bytes");
  const data = dataset.value;
  if (
    !ArrayBuffer.isView(data) ||
    data instanceof DataView ||
    data instanceof BigInt64Array ||
    data instanceof BigUint64Array
  ) {
    throw source.unsupported("its dataset holds no numbers of at most 32 bits, nor floats");
  }
  dtypeOf(data as TypedArray);
  return { data: data as TypedArray, shape: dataset.shape, axes: axesOf(dataset) };
}

/** Axes as vigra's `axistags` names them. */
function axesOf({ attrs, shape }: Dataset): string | undefined {
  try {
    const tags = JSON.parse(String(attrs["axistags"]?.value)) as { axes: { key: string }[] };
    const axes = tags.axes.map(({ key }) => key).join("");
    return axes.length === shape?.length ? axes : undefined;
  } catch {
    return undefined;
  }
}
