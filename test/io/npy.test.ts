import { describe, expect, it } from "vitest";
import { codeOf, readBytes } from "./files.js";

/** An NPY file from its parts. */
function npy(descr: string, shape: string, data: ArrayLike<number>, fortran = "False", version = 1): Uint8Array {
  const text = `{'descr': ${descr}, 'fortran_order': ${fortran}, 'shape': ${shape}, }\n`;
  const length = version === 1 ? [text.length & 255, text.length >> 8] : [text.length & 255, text.length >> 8, 0, 0];
  const head = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0, ...length];
  return Uint8Array.from([...head, ...[...text].map((c) => c.charCodeAt(0)), ...Array.from(data)]);
}

const read = async (bytes: Uint8Array) => (await readBytes(bytes, "a.npy")).image;

describe("npy", () => {
  it.each([
    ["'|u1'", [1, 255], Uint8Array.of(1, 255)],
    ["'|i1'", [1, 255], Int8Array.of(1, -1)],
    ["'|b1'", [1, 0], Uint8Array.of(1, 0)],
    ["'<u2'", [1, 2, 3, 4], Uint16Array.of(0x201, 0x403)],
    ["'>u2'", [1, 2, 3, 4], Uint16Array.of(0x102, 0x304)],
    ["'>i2'", [255, 254, 0, 4], Int16Array.of(-2, 4)],
    ["'>i4'", [255, 255, 255, 254, 0, 0, 0, 4], Int32Array.of(-2, 4)],
    ["'<f2'", [0, 0x3c, 0, 0xc0], Float32Array.of(1, -2)],
    ["'>f4'", [0x3f, 0xc0, 0, 0, 0xc0, 0, 0, 0], Float32Array.of(1.5, -2)],
    ["'>f8'", [0xc0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], Float64Array.of(-2.5, 0)],
    ["'<i8'", [254, 255, 255, 255, 255, 255, 255, 255, 4, 0, 0, 0, 0, 0, 0, 0], Int32Array.of(-2, 4)],
    ["'<i8'", [0, 0, 0, 128, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0], Uint32Array.of(2 ** 31, 4)],
    ["'>u8'", [0, 0, 0, 0, 1, 2, 3, 4, 0, 0, 0, 0, 0, 0, 0, 9], Uint32Array.of(0x1020304, 9)],
  ])("reads %s", async (descr, data, want) => {
    expect((await read(npy(descr, "(1, 2)", data))).data).toEqual(want);
  });

  it("reads versions 2 and 3", async () => {
    for (const version of [2, 3])
      expect((await read(npy("'|u1'", "(1, 2)", [3, 4], "False", version))).shape).toEqual([1, 2]);
  });

  it("puts Fortran order into rows", async () => {
    const image = await read(npy("'<u2'", "(2, 3)", [1, 0, 4, 0, 2, 0, 5, 0, 3, 0, 6, 0], "True"));
    expect([...image.data]).toEqual([1, 2, 3, 4, 5, 6]);
    const volume = await read(npy("'|u1'", "(2, 1, 2)", [1, 3, 2, 4], "True"));
    expect([...volume.data]).toEqual([1, 2, 3, 4]);
  });

  it("takes three axes as z, y, x and says so where they look like colours", async () => {
    const { image, file } = await readBytes(npy("'|u1'", "(5, 1, 3)", new Uint8Array(15)));
    expect(image.shape).toEqual([5, 1, 3]);
    expect(file.notes).toEqual(["its axes are taken as z, y, x although the last has 3 values"]);
  });

  it.each([
    ["objects", npy("'|O'", "(1, 2)", [1, 2]), "E_FORMAT"],
    ["records", npy("[('a', '<f4')]", "(1, 2)", [1, 2]), "E_FORMAT"],
    ["complex numbers", npy("'<c8'", "(1, 1)", new Uint8Array(8)), "E_FORMAT"],
    ["one axis", npy("'|u1'", "(2,)", [1, 2]), "E_FORMAT"],
    ["four axes", npy("'|u1'", "(1, 1, 1, 2)", [1, 2]), "E_FORMAT"],
    ["no values", npy("'|u1'", "(0, 2)", []), "E_FORMAT"],
    [
      "integers beyond 32 bits",
      npy(
        "'<i8'",
        "(1, 1)",
        [0, 0, 0, 0, 1, 0, 0, 0].map((v, i) => (i === 5 ? 1 : v)),
      ),
      "E_FORMAT",
    ],
    ["a boolean of 2", npy("'|b1'", "(1, 2)", [1, 2]), "E_CORRUPT"],
    ["too few values", npy("'<u2'", "(1, 2)", [1, 2, 3]), "E_TRUNCATED"],
    ["version 9", npy("'|u1'", "(1, 2)", [1, 2], "False", 9), "E_FORMAT"],
  ])("refuses %s", async (_, bytes, code) => {
    expect(await codeOf(() => read(bytes))).toBe(code);
  });
});
