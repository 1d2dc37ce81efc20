import type { Image, TypedArray } from "../../bindings/core/image.js";
import type { ImageFile, Limits, Selection } from "../../bindings/io/index.js";
import { openImage } from "../../bindings/io/index.js";

/** Opens and decodes in one go. */
export async function readBytes(bytes: Uint8Array, name = "test", selection?: Selection, limits?: Partial<Limits>) {
  const file = await openImage(bytes, { name, ...(limits && { limits }) });
  return { file, image: await file.read(selection) };
}

/** All samples of a plane or volume, side by side as the file has them. */
export async function allSamples(file: ImageFile): Promise<{ image: Image; samples: number; values: TypedArray }> {
  const samples = file.axes.endsWith("S") ? (file.shape.at(-1) as number) : 1;
  const images: Image[] = [];
  for (let channel = 0; channel < samples; channel++) images.push(await file.read(samples > 1 ? { channel } : {}));
  const [image] = images as [Image];
  if (samples === 1) return { image, samples, values: image.data };
  const values = new (image.data.constructor as Uint8ArrayConstructor)(image.data.length * samples);
  for (const [c, { data }] of images.entries())
    for (let i = 0; i < data.length; i++) values[i * samples + c] = data[i]!;
  return { image, samples, values };
}

/** The code of the error an action ends with; "no error" or the foreign error itself otherwise. */
export async function codeOf(action: () => Promise<unknown>): Promise<string> {
  try {
    await action();
    return "no error";
  } catch (error) {
    const { code, message, stack } = error as Error & { code?: string };
    return code?.startsWith("E_") ? code : `foreign error: ${message}\n${stack}`;
  }
}
