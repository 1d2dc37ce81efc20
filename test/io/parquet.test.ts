/** Tables as Parquet, read back by the reader of the same family. */
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { describe, expect, it } from "vitest";
import { type Table, writeParquet } from "../../bindings/io/index.js";

const TABLE: Table = {
  rows: 3,
  columns: [
    { name: "source", unit: "", values: ["a.tif", "=b", "ü"] },
    { name: "count", unit: "", values: [1, 70_000, 5] },
    { name: "volume", unit: "µm³", values: Float64Array.of(0.5, Number.NaN, 3e9) },
    { name: "label", unit: "", values: [1, 2, 4_294_967_295] },
  ],
};

async function rowsOf(bytes: Uint8Array) {
  const file = bytes.slice().buffer;
  return parquetReadObjects({ file: { byteLength: file.byteLength, slice: async (a, b) => file.slice(a, b) } });
}

describe("writeParquet", () => {
  it("keeps words, whole and broken numbers, and what is missing", async () => {
    expect(await rowsOf(await writeParquet(TABLE))).toEqual([
      { source: "a.tif", count: 1, volume_um3: 0.5, label: 1 },
      { source: "=b", count: 70_000, volume_um3: null, label: 2 },
      { source: "ü", count: 5, volume_um3: 3e9, label: 4_294_967_295 },
    ]);
  });

  it("gives the same bytes each time, and says the types", async () => {
    const bytes = await writeParquet(TABLE);
    expect(await writeParquet(TABLE)).toEqual(bytes);
    const { schema } = parquetMetadata(bytes.slice().buffer);
    expect(schema.slice(1).map(({ type }) => type)).toEqual(["BYTE_ARRAY", "INT32", "DOUBLE", "DOUBLE"]);
  });

  it("writes a table without rows", async () => {
    const empty = { rows: 0, columns: [{ name: "count", unit: "", values: [] }] };
    expect(await rowsOf(await writeParquet(empty))).toEqual([]);
  });
});
