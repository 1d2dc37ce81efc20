import { DEFAULT_LIMITS, type Folder, type FolderFile } from "../file.js";
import { Source } from "../source.js";
import type { OmeVersion } from "./attributes.js";
import { isObject, omeAttributes } from "./multiscales.js";
import { group } from "./write.js";

/** Label images that lie below an image. */
export interface ZarrLabels {
  /** What the image is written in, and its labels with it. */
  version: OmeVersion;
  names: readonly string[];
}

/** Where a path leads below the label images of an OME-Zarr image; undefined for other paths. */
export function labelsPlace(path: string): { image: string; name: string } | undefined {
  const match = /^(.*\.zarr)[\\/]labels[\\/]([^\\/]+)[\\/]*$/i.exec(path);
  return match ? { image: match[1] as string, name: match[2] as string } : undefined;
}

/** The label images that an OME-Zarr image lists. Throws E_CORRUPT for a list that is none. */
export async function zarrLabels(folder: Folder): Promise<ZarrLabels> {
  const source = new Source(new Uint8Array(0), folder.name, DEFAULT_LIMITS);
  const third = (await folder.read("zarr.json")) !== undefined;
  const bytes = await folder.read(third ? "labels/zarr.json" : "labels/.zattrs");
  const version = third ? "0.5" : "0.4";
  if (!bytes) return { version, names: [] };
  const attributes = attributesOf(source, bytes, third);
  const names = attributes.labels ?? [];
  if (!Array.isArray(names) || !names.every((name) => typeof name === "string")) {
    throw source.corrupt("the list of its label images is none");
  }
  return { version, names };
}

function attributesOf(source: Source, bytes: Uint8Array, third: boolean): Readonly<Record<string, unknown>> {
  try {
    const json: unknown = JSON.parse(new TextDecoder().decode(bytes));
    const attributes = third && isObject(json) ? json.attributes : json;
    return isObject(attributes) ? omeAttributes(attributes) : {};
  } catch (cause) {
    throw source.corrupt("the list of its label images is not JSON", cause);
  }
}

/** The files that list label images, in the folder `labels`. */
export function labelList({ version, names }: ZarrLabels): FolderFile[] {
  return [...group("", { labels: names }, version)];
}
