import { UnsupportedFile } from "../core/errors.js";
import type { Image } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { threshold } from "../ops/threshold.js";
import type { Objects } from "./input-options.js";

/** A file with a channel for each class, of which none was chosen, or one that is not there. */
export function undecidedChannel(name: string, count: number): UnsupportedFile {
  return new UnsupportedFile(`${name}: it has ${count} channels, one a class`, {
    path: name,
    advice: `choose the class of the objects with --channel 0 to ${count - 1}`,
  });
}

/** The pixels where one channel is the largest; of equal ones the lowest counts, as in NumPy's argmax. */
export async function largestChannel(
  k: Kernels,
  name: string,
  channel: number | undefined,
  count: number,
  planeOf: (channel: number) => Image | Promise<Image>,
): Promise<Objects> {
  if (count < 2) {
    throw new UnsupportedFile(`${name}: it has one channel only`, { path: name, advice: "leave --argmax out" });
  }
  if (channel === undefined || channel >= count) throw undecidedChannel(name, count);
  const { data: own, shape } = await planeOf(channel);
  const largest = new Uint8Array(own.length).fill(1);
  for (let other = 0; other < count; other++) {
    if (other === channel) continue;
    const { data } = await planeOf(other);
    for (let i = 0; i < own.length; i++) {
      const [a, b] = [own[i] as number, data[i] as number];
      if (!(other < channel ? a > b : a >= b)) largest[i] = 0;
    }
  }
  const mask = threshold(k, { data: largest, shape }, { level: 0 });
  return { kind: "probability", mapping: `object where channel ${channel} of ${count} is the largest`, mask };
}
