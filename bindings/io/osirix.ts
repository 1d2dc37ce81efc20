import { CorruptFile, UnsupportedFile } from "../core/errors.js";
import { segmentInfo } from "../core/segmentation.js";
import type { SegmentParts } from "./segment-parts.js";
import { decoded } from "./tiff/xml.js";
import { contoursOfWorld, type WorldContour } from "./world-contours.js";

/** A region of OsiriX: a name, and points as texts. */
interface Region {
  Name?: unknown;
  ROI3DPoints?: unknown;
  Point_mm?: unknown;
}

/** True for a text that may be such a file. */
export function isOsirix(text: string): boolean {
  const head = text.slice(0, 4000);
  return /<!DOCTYPE plist|<plist/.test(head) || /"ROI3DPoints"|"Point_mm"|"ROIs"/.test(text.slice(0, 100_000));
}

/**
 * Reads regions of OsiriX and Horos: the JSON of "Export ROIs to JSON", or the property list (XML) of the plugin "Export ROIs".
 * Contours of one name are one segment; points are in LPS mm.
 *
 * @param text the whole file
 * @throws UnsupportedFile E_FORMAT for other documents; CorruptFile E_CORRUPT for points that are no numbers or in no plane
 * @example
 * const points = ["[0, 0, 5]", "[9, 0, 5]", "[9, 9, 5]"];
 * readOsirix(JSON.stringify([{ Name: "liver", ROI3DPoints: points }])).segments[0].name; // "liver"
 */
export function readOsirix(text: string): SegmentParts {
  const regions = regionsOf(/^\s*</.test(text) ? propertyList(text) : json(text));
  const names: string[] = [];
  const contours = regions.map((region, at): WorldContour => {
    const name = typeof region.Name === "string" && region.Name.trim() !== "" ? region.Name : "ROI";
    if (!names.includes(name)) names.push(name);
    return { label: names.indexOf(name) + 1, points: pointsOf(region, at) };
  });
  const segments = names.map((name, at) => segmentInfo({ name, labelValue: at + 1 }));
  return { segments, meshes: [], contours: contoursOfWorld("OsiriX", contours) };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CorruptFile("OsiriX: the file is no JSON", {}, "E_CORRUPT", cause);
  }
}

function regionsOf(document: unknown): Region[] {
  const isObject = (one: unknown): one is Region => typeof one === "object" && one !== null;
  const { Images: images } = (document ?? {}) as { Images?: unknown };
  const list = Array.isArray(document)
    ? document
    : Array.isArray(images)
      ? images.flatMap((image) => (Array.isArray(image?.ROIs) ? image.ROIs : []))
      : [document];
  const regions = list.filter((one) => isObject(one) && (one.ROI3DPoints ?? one.Point_mm) !== undefined) as Region[];
  if (regions.length > 0) return regions;
  throw new UnsupportedFile("OsiriX: expected regions with ROI3DPoints or Point_mm, there are none");
}

/** "[x, y, z]" or "(x, y, z)" each. */
function pointsOf({ ROI3DPoints, Point_mm }: Region, at: number): Float64Array {
  const list = ROI3DPoints ?? Point_mm;
  const numbers = (Array.isArray(list) ? list : []).flatMap((point) => {
    const parts = String(point)
      .replace(/[[\]()]/g, "")
      .split(",")
      .map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
    if (parts.length === 3 && parts.every(Number.isFinite)) return parts;
    throw new CorruptFile(`OsiriX: region ${at + 1} has the point ${JSON.stringify(String(point).slice(0, 60))}`);
  });
  return Float64Array.from(numbers);
}

/** Elements deeper than this are no property list. */
const MOST_LEVELS = 64;

/** An XML property list as plain values: dict, array, string, numbers and truth. */
function propertyList(text: string): unknown {
  const tokens = text.matchAll(/<(\/?)(dict|array|key|string|integer|real|true|false|data|date)(\/?)>([^<]*)/g);
  const stack: { value: unknown[] | Map<string, unknown>; key?: string }[] = [];
  let root: unknown;
  let name: string | undefined;
  const put = (value: unknown) => {
    const top = stack.at(-1);
    if (!top) root ??= value;
    else if (Array.isArray(top.value)) top.value.push(value);
    else if (name !== undefined) top.value.set(name, value);
  };
  for (const [, end, tag, empty, body = ""] of tokens) {
    if (end) {
      if (tag === "dict" || tag === "array") {
        const done = stack.pop();
        name = done?.key;
        if (done) put(done.value instanceof Map ? Object.fromEntries(done.value) : done.value);
      }
    } else if (tag === "key") name = decoded(body);
    else if ((tag === "dict" || tag === "array") && !empty) {
      if (stack.length === MOST_LEVELS) throw new CorruptFile("OsiriX: the property list is too deep");
      stack.push({ value: tag === "dict" ? new Map() : [], ...(name !== undefined && { key: name }) });
    } else if (tag === "integer" || tag === "real") put(Number(body));
    else
      put(tag === "true" ? true : tag === "false" ? false : tag === "dict" ? {} : tag === "array" ? [] : decoded(body));
  }
  if (root === undefined) throw new UnsupportedFile("OsiriX: the file is no property list");
  return root;
}
