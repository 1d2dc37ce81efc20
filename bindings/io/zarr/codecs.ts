/**
 * Packers of Zarr chunks behind a check: none of them may unfold into more than the chunk it is for. The library's own
 * unfold whatever they are given, and leave checksums unread.
 */
import { registry } from "zarrita";
import { crc32c } from "../checksums.js";
import { DEFAULT_LIMITS } from "../file.js";
import { gunzipAtMost } from "../gunzip.js";
import { inflateAtMost } from "../inflate.js";
import { Source } from "../source.js";
import { zstdBound } from "./zstd.js";

type Unpack = (bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>;
type Check = (source: Source, bytes: Uint8Array, most: number) => void;

interface Described {
  dataType: string;
  shape: readonly number[];
}
interface Entry {
  fromConfig(configuration: unknown, meta: never): object;
}
/** What the library asks of a codec that turns bytes into bytes. */
interface Codec {
  kind: "bytes_to_bytes";
  encode(): never;
  decode: Unpack;
  computeEncodedSize?(size: number): number;
}

/** Checksums and nested packers may add this to a chunk. */
const ADDED_BYTES = 4096;

const WHAT = "a packed chunk";

/** Most bytes a packer may give for a chunk of this type and shape. */
function mostBytes({ dataType, shape }: Described): number {
  const size = dataType === "bool" ? 1 : Number(/\d+$/.exec(dataType)?.[0] ?? 64) / 8;
  const chunk = shape.reduce((product, extent) => product * extent, size);
  return Math.ceil(chunk + chunk / 16) + ADDED_BYTES;
}

/** A source without a name: who reads the array puts its own in front of the message. */
function chunkSource(bytes: Uint8Array, most: number): Source {
  return new Source(bytes, "", { ...DEFAULT_LIMITS, maxBytes: most });
}

function codec(decode: Unpack): Codec {
  const encode = (): never => {
    throw new Error("chunks are packed elsewhere");
  };
  return { kind: "bytes_to_bytes", encode, decode };
}

const gzip = {
  fromConfig: (_: unknown, meta: Described) => {
    const most = mostBytes(meta);
    return codec((bytes) => gunzipAtMost(chunkSource(bytes, most), bytes, most, WHAT));
  },
};

const zlib = {
  fromConfig: (_: unknown, meta: Described) => {
    const most = mostBytes(meta);
    return codec((bytes) => inflateAtMost(chunkSource(bytes, most), bytes, most, WHAT));
  },
};

/** Four bytes of checksum behind the data. */
const checksum = {
  fromConfig: () => ({
    ...codec((bytes) => {
      const source = chunkSource(bytes, bytes.length);
      if (bytes.length < 4) throw source.truncated("a chunk ends before its checksum");
      const data = bytes.subarray(0, -4);
      if (source.view.getUint32(data.length, true) !== crc32c(data)) {
        throw source.checksum("a chunk does not match its CRC-32C checksum");
      }
      return data.slice();
    }),
    computeEncodedSize: (size: number) => size + 4,
  }),
};

/** The library's codec, once the size it is going to give is known to fit. */
function checked(load: () => Promise<unknown>, check: Check): () => Promise<Entry> {
  return async () => {
    const own = (await load()) as Entry;
    const fromConfig = (configuration: unknown, meta: Described) => {
      const most = mostBytes(meta);
      const inner = own.fromConfig(configuration ?? {}, meta as never) as { decode: Unpack };
      return codec((bytes) => {
        check(chunkSource(bytes, most), bytes, most);
        return inner.decode(bytes);
      });
    };
    return { fromConfig } as Entry;
  };
}

/** Head of 16 bytes: bytes when unpacked, size of a block, bytes of all. */
function checkBlosc(source: Source, bytes: Uint8Array, most: number): void {
  if (bytes.length < 16) throw source.truncated(`${WHAT} ends in its header`);
  const [unpacked, , packed] = [4, 8, 12].map((at) => source.view.getUint32(at, true)) as [number, number, number];
  if (packed > bytes.length)
    throw source.truncated(`${WHAT} has ${bytes.length} of ${packed} bytes`, packed, bytes.length);
  if (unpacked > most) throw source.corrupt(`${WHAT} states ${unpacked} bytes, more than the chunk has`);
}

/** Four bytes in front say how many bytes come. */
function checkLz4(source: Source, bytes: Uint8Array, most: number): void {
  if (bytes.length < 4) throw source.truncated(`${WHAT} ends in its header`);
  const unpacked = source.view.getUint32(0, true);
  if (unpacked > most) throw source.corrupt(`${WHAT} states ${unpacked} bytes, more than the chunk has`);
}

function checkZstd(source: Source, _: Uint8Array, most: number): void {
  const unpacked = zstdBound(source);
  if (unpacked > most) throw source.corrupt(`${WHAT} may unfold into ${unpacked} bytes, more than the chunk has`);
}

let guarded = false;

/** Puts the checks in front of the library's codecs, once. */
export function guardCodecs(): void {
  if (guarded) return;
  guarded = true;
  const table = registry as Map<string, () => Promise<never>>;
  const put = (name: string, entry: () => Promise<unknown>) => {
    for (const key of [name, `numcodecs.${name}`]) if (table.has(key)) table.set(key, entry as () => Promise<never>);
  };
  put("gzip", async () => gzip);
  put("zlib", async () => zlib);
  put("crc32c", async () => checksum);
  for (const [name, check] of [
    ["blosc", checkBlosc],
    ["lz4", checkLz4],
    ["zstd", checkZstd],
  ] as const) {
    put(name, checked(table.get(name) as () => Promise<unknown>, check));
  }
}

/** Packers that the library treats apart from those in its table. */
const APART = ["sharding_indexed", "numcodecs.fixedscaleoffset", "numcodecs.numcodecs.fixedscaleoffset"];

/**
 * Refuses the description of an array that names a packer nobody knows. The library would find out chunk by chunk, and
 * of two that it does not know it leaves one promise broken with nobody to hear of it, which ends a process.
 */
export function checkPackers(source: Source, description: Uint8Array): void {
  for (const name of packersOf(description)) {
    if (!registry.has(name) && !APART.includes(name))
      throw source.unsupported(`it uses a part of Zarr that is not read: the packer ${name}`);
  }
}

/** Names of an array's packers, as the library's table has them; none of what the library itself will refuse. */
function packersOf(description: Uint8Array): string[] {
  let array: Partial<Record<"codecs" | "filters" | "compressor", unknown>> | null;
  try {
    array = JSON.parse(new TextDecoder().decode(description));
  } catch {
    return [];
  }
  const { codecs, filters, compressor } = array ?? {};
  const listed = (list: unknown) => (Array.isArray(list) ? list : []);
  const inside = (entry: { configuration?: { codecs?: unknown; index_codecs?: unknown } } | null) => [
    entry,
    ...listed(entry?.configuration?.codecs),
    ...listed(entry?.configuration?.index_codecs),
  ];
  return [
    ...listed(codecs)
      .flatMap(inside)
      .map((entry) => String(entry?.name)),
    ...[...listed(filters), ...(compressor ? [compressor] : [])].map((entry) => `numcodecs.${entry?.id}`),
  ];
}
