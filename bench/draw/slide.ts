import type { Image } from "../../bindings/core/image.js";
import { SampleRandom } from "../../bindings/sample/random.js";

/** Bright discs of many sizes with soft edges, on a noisy ground. */
export function slide(height: number, width: number, cells: number): Image<Uint8Array> {
  const random = new SampleRandom(9);
  const data = Uint8Array.from({ length: height * width }, () => 20 + (random.byte() >> 3));
  for (let cell = 0; cell < cells; cell++) {
    const [x, y, r] = [random.between(0, width), random.between(0, height), random.between(6, 26)];
    addDisc(data, [height, width], [x, y], r, random.between(60, 190));
  }
  return { data, shape: [height, width] };
}

type Pair = readonly [number, number];

function addDisc(data: Uint8Array, [height, width]: Pair, [cx, cy]: Pair, r: number, light: number): void {
  const limit = (value: number, most: number) => Math.max(0, Math.min(most, Math.floor(value)));
  for (let y = limit(cy - r, height); y < limit(cy + r, height); y++) {
    for (let x = limit(cx - r, width); x < limit(cx + r, width); x++) {
      const inside = 1 - ((x - cx) ** 2 + (y - cy) ** 2) / (r * r);
      const value = data[y * width + x] as number;
      if (inside > 0) data[y * width + x] = Math.min(255, value + light * Math.min(1, 3 * inside));
    }
  }
}

/** Bytes without any order. */
export function noise(extent: number): Image<Uint8Array> {
  const random = new SampleRandom(6);
  return { data: Uint8Array.from({ length: extent * extent }, () => random.byte()), shape: [extent, extent] };
}

/** The upper left corner of an image. */
export function crop(image: Image, extent: number): Image<Uint8Array> {
  const w = image.shape[1] as number;
  const data = new Uint8Array(extent * extent);
  for (let y = 0; y < extent; y++) data.set(image.data.subarray(y * w, y * w + extent) as Uint8Array, y * extent);
  return { data, shape: [extent, extent] };
}
