import type { Image } from "../../bindings/core/image.js";
import type { Kernels } from "../../bindings/core/kernels.js";
import type { Segmentation } from "../../bindings/core/segmentation.js";
import { safeNames } from "../../bindings/io/index.js";
import { splitVolume, type VolumeEffect } from "../../bindings/segmentation/effects/volumes.js";
import type { Arguments } from "../arguments.js";
import type { Content } from "../durable.js";
import { describeResult, encodeImage, shapeText } from "../encode.js";
import { usageError } from "../flags.js";
import { IMAGE_ENDINGS } from "../formats.js";

/** What an effect works on. */
export interface Work {
  args: Arguments;
  k: Kernels;
  before: Segmentation;
  source: Image | undefined;
  parameters: Record<string, unknown>;
  input: string;
  output: string;
}

/** What an effect made: files, and what there is to say of them. */
export interface Made {
  files: () => Promise<[path: string, content: Content][]>;
  document: Record<string, unknown>;
  messages: string[];
}

/** An image of one segment. */
export function editVolume({ args, k, before, source, parameters, output }: Work, effect: VolumeEffect): Made {
  const id = findId(args, before, args.text("segment") as string);
  const image = effect.run(k, before, id, source as Image, parameters);
  const description = describeResult(image);
  const message = `${effect.name}: ${description.dtype}, ${shapeText(image.shape)}, written to ${output}`;
  return {
    files: async () => [[output, await encodeImage(output, image)]],
    document: { segment: id, ...description },
    messages: [message],
  };
}

/** An image of each segment with voxels, in files named after the output and the segment. */
export function splitAll({ k, before, source, parameters, output }: Work): Made {
  const parts = splitVolume(k, before, source as Image, parameters);
  const ending = IMAGE_ENDINGS.filter((one) => output.toLowerCase().endsWith(one)).sort(
    (a, b) => b.length - a.length,
  )[0];
  const stem = output.slice(0, output.length - (ending as string).length);
  const names = safeNames(parts.map(({ name }) => name));
  const paths = names.map((name) => `${stem}_${name}${output.slice(stem.length)}`);
  const files = parts.map(({ id, name, image }, at) => ({
    id,
    name,
    output: paths[at] as string,
    ...describeResult(image),
  }));
  return {
    files: () =>
      Promise.all(
        parts.map(async ({ image }, at): Promise<[string, Content]> => {
          const path = paths[at] as string;
          return [path, await encodeImage(path, image)];
        }),
      ),
    document: { parts: files, empty: before.segments.length - parts.length },
    messages: files.map(({ name, output: path, shape }) => `${name}: ${shapeText(shape)}, written to ${path}`),
  };
}

/** The ID of a segment that is named by its name or ID. */
export function findId(args: Arguments, { segments }: Segmentation, name: string): string {
  const found = segments.find((segment) => segment.id === name) ?? segments.find((segment) => segment.name === name);
  if (found) return found.id;
  const names = segments.map((segment) => segment.name || segment.id).slice(0, 20);
  throw usageError(args.who, `no segment is named ${JSON.stringify(name)}; there are ${names.join(", ") || "none"}`);
}
