import { zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { openImage, writeImage } from "../../bindings/io/index.js";

const small = { data: Uint16Array.from({ length: 600 }, (_, i) => (i * 7) % 300), shape: [4, 10, 15] };
const npy = await writeImage(small, "npy");
const other = await writeImage({ data: Float32Array.of(1, 2), shape: [1, 2] }, "npy");
const archive = (level: 0 | 6, files: Record<string, Uint8Array> = { "arr_0.npy": npy }) => zipSync(files, { level });

async function outcome(bytes: Uint8Array): Promise<string> {
  try {
    const image = await (await openImage(bytes, { name: "x.npz" })).read();
    return `read ${image.shape.join("×")}`;
  } catch (error) {
    return `${(error as { code: string }).code} ${(error as Error).message}`;
  }
}

/** The same archive with some bytes changed, counted from the first place where `mark` stands. */
function changed(bytes: Uint8Array, mark: number, at: number, values: readonly number[]): Uint8Array {
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  let place = 0;
  while (view.getUint32(place, true) !== mark) place++;
  copy.set(values, place + at);
  return copy;
}

const CENTRAL = 0x02014b50;

describe("NPZ", () => {
  it.each([0, 6] as const)("is read, packed with effort %s", async (level) => {
    const file = await openImage(archive(level), { name: "x.npz" });
    expect([file.format, file.dtype, file.notes]).toEqual(["npy", "uint16", []]);
    const image = await file.read();
    expect([image.shape, [...image.data]]).toEqual([small.shape, [...small.data]]);
    const [slice] = [await file.read({ slice: 2 })];
    expect([...slice.data]).toEqual([...small.data.subarray(300, 450)]);
  });

  it("takes the first array and names the others", async () => {
    const file = await openImage(archive(6, { "mask.npy": npy, "readme.txt": Uint8Array.of(1), "b.npy": other }));
    expect(file.notes).toEqual(['the array "mask" is read, not "b" (--array NAME)']);
    expect((await file.read()).shape).toEqual(small.shape);
  });

  it("is refused with a reason when it is damaged, a bomb, or packed another way", async () => {
    const good = archive(6);
    expect(await outcome(good.subarray(0, good.length - 30))).toMatch(/^E_TRUNCATED .*directory of the archive/);
    expect(await outcome(changed(good, CENTRAL, 16, [1, 2, 3, 4]))).toMatch(/^E_CHECKSUM .*CRC-32/);
    expect(await outcome(changed(good, CENTRAL, 24, [9, 0, 0, 0]))).toMatch(/^E_CORRUPT .*holds more than its 9 bytes/);
    expect(await outcome(changed(good, CENTRAL, 24, [0, 0, 0, 0x70]))).toMatch(/^E_CORRUPT .*cannot hold|^E_LIMIT/);
    expect(await outcome(changed(good, CENTRAL, 10, [12, 0]))).toMatch(/^E_FORMAT .*method 12/);
    expect(await outcome(changed(good, CENTRAL, 42, [5, 0, 0, 0]))).toMatch(/^E_CORRUPT .*not where the archive says/);
    expect(await outcome(changed(good, CENTRAL, 0, [0]))).toMatch(/^E_CORRUPT .*directory ends/);
    expect(await outcome(zipSync({ "readme.txt": npy }))).toMatch(/^E_FORMAT .*a ZIP archive/);
    const bomb = archive(6, { "arr_0.npy": new Uint8Array(50_000_000) });
    expect(await outcome(changed(bomb, CENTRAL, 24, [100, 0, 0, 0]))).toMatch(/^E_CORRUPT .*more than its 100 bytes/);
  });

  it("never ends in anything but an image or one of our errors, wherever it is cut", async () => {
    const good = archive(6);
    for (let length = 0; length < good.length; length += 3) {
      expect(await outcome(good.subarray(0, length))).toMatch(/^E_(TRUNCATED|CORRUPT|FORMAT)/);
    }
  });
});
