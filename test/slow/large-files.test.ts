/** Sections as large as histology has them must open without any option. */
import { expect, it } from "vitest";
import { openImage, writeImage } from "../../bindings/io/index.js";

it.each(["tiff", "png", "npy"] as const)("a %s of 14,000 × 10,000 pixels passes the default limits", async (format) => {
  const [height, width] = [10_000, 14_000];
  const data = new Uint8Array(height * width);
  for (let y = 0; y < height; y++) data.fill((y >> 6) & 255, y * width, (y + 1) * width);
  const bytes = await writeImage({ data, shape: [height, width] }, format);
  const image = await (await openImage(bytes, { name: `section.${format}` })).read();
  expect(image.shape).toEqual([height, width]);
  expect(Buffer.compare(image.data as Uint8Array, data)).toBe(0);
});
