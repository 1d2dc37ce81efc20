import { type Affine, geometryOfAffine } from "../affine.js";
import { inflateExactly } from "../inflate.js";
import type { Legend } from "../legend.js";
import type { Planes, Sizes } from "../planes.js";
import { DEFLATE_RATIO, type Source } from "../source.js";
import { entryOf } from "../tables.js";
import {
  checkVolume,
  heldStretch,
  type StoredType,
  type Stretch,
  storedBytes,
  stretchOf,
  volumePlanes,
} from "../volume.js";

const MOST_TEXT = 1 << 20;

const TYPES: Readonly<Record<string, StoredType>> = {
  MET_CHAR: "int8",
  MET_UCHAR: "uint8",
  MET_SHORT: "int16",
  MET_USHORT: "uint16",
  MET_INT: "int32",
  MET_UINT: "uint32",
  MET_LONG: "int32",
  MET_ULONG: "uint32",
  MET_LONG_LONG: "int64",
  MET_ULONG_LONG: "uint64",
  MET_FLOAT: "float32",
  MET_DOUBLE: "float64",
};

interface Header {
  fields: ReadonlyMap<string, string>;
  /** First byte behind the header. */
  end: number;
}

/** Reads a MetaImage: .mha, or .mhd with its voxels in a file beside it. */
export async function readMetaImage(source: Source): Promise<Planes> {
  const header = readHeader(source);
  const { fields } = header;
  if (/^true$/i.test(fields.get("BinaryData") ?? "True") === false) {
    throw source.unsupported("its voxels are written as text");
  }
  const sizes = readSizes(source, fields);
  const typeName = (fields.get("ElementType") ?? "").replace(/_ARRAY$/, "");
  const type = entryOf(TYPES, typeName);
  if (!type) throw source.unsupported(`it holds values of type ${JSON.stringify(typeName)}`);
  const bigEndian = fields.get("ElementByteOrderMSB") ?? fields.get("BinaryDataByteOrderMSB") ?? "False";
  return volumePlanes(source, {
    format: "metaimage",
    type,
    bigEndian: /^true$/i.test(bigEndian),
    sizes,
    order: "TZYX",
    meaning: sizes.S > 1 ? "channels" : "grey",
    geometry: readGeometry(source, fields),
    legend: readTime(source, fields),
    voxels: await voxelsOf(source, header, type, sizes),
  });
}

/** Lines "Key = value" up to ElementDataFile, which comes last. */
function readHeader(source: Source): Header {
  const fields = new Map<string, string>();
  const text = new TextDecoder("latin1").decode(source.head(MOST_TEXT));
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf("\n", from);
    const line = text.slice(from, end < 0 ? text.length : end);
    from = end < 0 ? text.length : end + 1;
    const equals = line.indexOf("=");
    if (equals < 0) {
      if (line.trim() === "") continue;
      throw source.corrupt("a line of its header has no value");
    }
    const key = line.slice(0, equals).trim();
    fields.set(key, line.slice(equals + 1).trim());
    if (key === "ElementDataFile") return { fields, end: from };
  }
  throw source.corrupt("its header does not name its data (ElementDataFile)");
}

function numbers(source: Source, fields: Header["fields"], name: string): number[] | undefined {
  const text = fields.get(name);
  if (text === undefined) return undefined;
  const list = text.split(/\s+/).filter(Boolean).map(Number);
  if (!list.every(Number.isFinite)) throw source.corrupt(`${name} of its header is not a list of numbers`);
  return list;
}

function readSizes(source: Source, fields: Header["fields"]): Sizes {
  const [ndim = 0] = numbers(source, fields, "NDims") ?? [];
  const extents = numbers(source, fields, "DimSize") ?? [];
  const [samples = 1] = numbers(source, fields, "ElementNumberOfChannels") ?? [];
  if (!(ndim >= 2 && ndim <= 4)) throw source.unsupported(`it has ${ndim} axes`);
  const all = [...extents, samples];
  if (extents.length !== ndim || !all.every((extent) => Number.isInteger(extent) && extent >= 1)) {
    throw source.corrupt(`its header states ${ndim} axes and the sizes ${extents.join(" ")}`);
  }
  const [X, Y, Z = 1, T = 1] = extents as [number, number, number?, number?];
  return { T, C: 1, Z, Y, X, S: samples };
}

function readGeometry(source: Source, fields: Header["fields"]) {
  const spacing = numbers(source, fields, "ElementSpacing") ?? numbers(source, fields, "ElementSize") ?? [1, 1, 1];
  const origin =
    numbers(source, fields, "Offset") ?? numbers(source, fields, "Position") ?? numbers(source, fields, "Origin") ?? [];
  const [ndim = 3] = numbers(source, fields, "NDims") ?? [];
  const matrix =
    numbers(source, fields, "TransformMatrix") ??
    numbers(source, fields, "Rotation") ??
    numbers(source, fields, "Orientation") ??
    [];
  const steps = [0, 1, 2].map((axis) => {
    const along = [0, 1, 2].map((world) => {
      const inside = axis < ndim && world < ndim;
      return (inside ? matrix[axis * ndim + world] : undefined) ?? (axis === world ? 1 : 0);
    });
    return along.map((part) => part * (spacing[axis] ?? 1) || 0);
  });
  const affine = { origin: [0, 1, 2].map((i) => origin[i] ?? 0), steps } as unknown as Affine;
  return { ...geometryOfAffine(affine, "LPS"), unit: "mm" };
}

/** The step along the fourth axis, which has no unit; 1 is what writers put there that know none. */
function readTime(source: Source, fields: Header["fields"]): Legend {
  const step = numbers(source, fields, "ElementSpacing")?.[3] ?? 1;
  return step === 1 ? {} : { timeStep: step };
}

async function voxelsOf(source: Source, { fields, end }: Header, type: StoredType, sizes: Sizes): Promise<Stretch> {
  const length = storedBytes(type, sizes);
  const name = fields.get("ElementDataFile") as string;
  if (name === "") throw source.corrupt("its header does not name its data (ElementDataFile)");
  if (/^LIST\b/.test(name) || name.includes("%")) throw source.unsupported("its slices lie in several files");
  const local = name === "LOCAL" || name === "Local" || name === "local";
  const file = local ? source : await source.sibling([name], "its voxels");
  checkVolume(file, type, sizes);
  const from = local ? end : headerSize(file, fields, length);
  if (!/^true$/i.test(fields.get("CompressedData") ?? "False")) {
    file.need(from, length, "its image");
    return stretchOf(file, from, length);
  }
  const stream = file.bytes.subarray(from);
  file.checkExpansion(length, stream.length, DEFLATE_RATIO, "its header");
  file.checkLimit("maxBytes", length, "its decoded size in bytes");
  const [stated] = numbers(source, fields, "CompressedDataSize") ?? [];
  const unfolded = () => {
    const whole = file.allocate("uint8", length) as Uint8Array;
    inflateExactly(file, stated && stated < stream.length ? stream.subarray(0, stated) : stream, whole, "its image");
    return whole;
  };
  return heldStretch(unfolded(), unfolded);
}

/** Bytes before the voxels of a file of their own; -1: the voxels are its end. */
function headerSize(file: Source, fields: Header["fields"], length: number): number {
  const size = Number(fields.get("HeaderSize") ?? 0);
  if (size === -1) return Math.max(0, file.size - length);
  if (!Number.isInteger(size) || size < 0) throw file.corrupt(`its header size is ${size}`);
  return size;
}
