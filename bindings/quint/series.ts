import { isSegmentError } from "../core/errors.js";
import { parseRegistration, type Registration } from "./registration.js";
import type { QuintFile } from "./section.js";

/** Names of files that are segmentations, or were meant to be. */
const PICTURES = /\.(png|tiff?|jpe?g|bmp|dzip)$/i;
const REGISTRATIONS = /\.(json|waln|wwrp)$/i;

/** The files of a folder, sorted out. */
export interface QuintSeries {
  /** Segmentations, or files that were meant to be. */
  pictures: readonly QuintFile[];
  /** The registration, where there is exactly one. */
  registration: { file: string; registration: Registration } | undefined;
}

/** Whether a file name is that of a picture. */
export const isPictureName = (name: string): boolean => PICTURES.test(name) && !name.startsWith(".");

/**
 * Sorts the files of a folder out: pictures, and the registration where there is exactly one. Other files, and JSON that
 * is no registration, are left alone.
 */
export async function sortSeries(files: readonly QuintFile[]): Promise<QuintSeries> {
  const found: { file: string; registration: Registration }[] = [];
  for (const file of files) {
    if (!REGISTRATIONS.test(file.name)) continue;
    try {
      const text = new TextDecoder().decode(await file.read());
      found.push({ file: file.name, registration: parseRegistration(text, file.name) });
    } catch (error) {
      // Any other JSON is none of ours.
      if (!isSegmentError(error)) throw error;
    }
  }
  const registration = found.length === 1 ? found[0] : undefined;
  return { pictures: files.filter(({ name }) => isPictureName(name)), registration };
}
