import { UnsupportedFile } from "../core/errors.js";
import type { Image } from "../core/image.js";
import type { Kernels } from "../core/kernels.js";
import { readHdf5 } from "../io/hdf5.js";
import type { Source } from "../io/source.js";
import { largestChannel, undecidedChannel } from "./input-argmax.js";
import type { InputOptions, Objects } from "./input-options.js";
import { fromImage } from "./input-values.js";

/** ilastik's exports: probabilities with a channel a class, or labels. */
export async function fromHdf5(k: Kernels, source: Source, options: InputOptions): Promise<Objects> {
  const { data, shape, axes } = await readHdf5(source);
  const names = axes ?? ["", "x", "yx", "yxc", "zyxc", "tzyxc"][shape.length] ?? "";
  const extent = (axis: string) => (names.includes(axis) ? (shape[names.indexOf(axis)] as number) : 1);
  const [h, w, channels] = [extent("y"), extent("x"), extent("c")];
  if (data.length !== h * w * channels) {
    throw new UnsupportedFile(
      `${source.name}: its dataset has the axes ${names} of ${shape.join("×")}; a section is one picture`,
      { path: source.name },
    );
  }
  const stride = (axis: string) => shape.slice(names.indexOf(axis) + 1).reduce((n, size) => n * size, 1);
  const [sy, sx, sc] = [stride("y"), stride("x"), names.includes("c") ? stride("c") : 0];
  const planeOf = (channel: number): Image => {
    const plane = data.slice(0, h * w);
    const at = channel * sc;
    for (let y = 0; y < h; y++) for (let x = 0; x < w; x++) plane[y * w + x] = data[y * sy + x * sx + at] as number;
    return { data: plane, shape: [h, w] };
  };
  if (options.argmax) return largestChannel(k, source.name, options.channel, channels, planeOf);
  const { channel = channels === 1 ? 0 : undefined } = options;
  if (channel === undefined || channel >= channels) throw undecidedChannel(source.name, channels);
  const from = options.from ?? "auto";
  const eight = data instanceof Uint8Array && channels > 1;
  const kind = from === "auto" || from === "ilastik" ? (eight ? "prob" : "auto") : from;
  return fromImage(k, source.name, planeOf(channel), { ...options, from: kind });
}
