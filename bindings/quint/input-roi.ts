import { Source } from "../io/source.js";
import { unzipped, zipEntries } from "../io/unzip.js";
import { several } from "./finding.js";
import { type InputOptions, labelsOfNames, type Objects, type OutlineObjects } from "./input-options.js";
import { imageSizeOf } from "./input-size.js";
import type { Ring } from "./outlines.js";
import { ROI_HEADER, ROI_MAGIC, ROI_POLYGON, ROI_RECTANGLE } from "./roi-format.js";
import { shapeRings } from "./roi-shape.js";

const SUB_PIXEL = 128;
/** Types of selections that enclose something. */
const POLYGONS = [ROI_POLYGON, 7, 8];
const OVAL = 2;

/** Selections of FIJI as objects of one colour. */
export function fromRois(source: Source, options: InputOptions): Objects {
  const { mapping, outlines } = readRois(source, options);
  return { kind: "outlines", mapping, outlines: { ...outlines, labels: undefined } };
}

/** Reads selections of FIJI: one .roi file, or the .zip that its ROI manager saves. Throws E_FORMAT, E_CORRUPT, E_LIMIT. */
export function readRois(source: Source, options: InputOptions): OutlineObjects {
  const size = imageSizeOf(source, options);
  const files = isRoi(source.bytes) ? [source] : filesOf(source);
  const all = files.map((file) => ({ rings: ringsOf(file), name: file.name.replace(/^.*\/|\.roi$/gi, "") }));
  const drawn = all.filter(({ rings }) => rings.length > 0);
  const objects = drawn.map(({ rings }) => rings);
  const left = all.length - objects.length;
  const others = left > 0 ? `, ${several(left, "point or line", "points and lines")} left out` : "";
  const mapping = `${several(objects.length, "selection")} of ${size.width} x ${size.height} pixels${others}`;
  return { mapping, outlines: { ...size, objects, labels: labelsOfNames(drawn) } };
}

/** True for the first bytes of a selection. */
export function isRoi(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && new DataView(bytes.buffer, bytes.byteOffset).getUint32(0) === ROI_MAGIC;
}

function filesOf(source: Source): Source[] {
  const entries = zipEntries(source).filter(({ name }) => /\.roi$/i.test(name));
  if (entries.length === 0) throw source.unsupported("it is an archive without selections (.roi)");
  let total = 0;
  return entries.map((entry) => {
    total += entry.size;
    source.checkLimit("maxBytes", total, "the size of its selections in bytes");
    return new Source(
      unzipped(source, entry, `the selection ${JSON.stringify(entry.name)}`),
      entry.name,
      source.limits,
    );
  });
}

/** The lines around a selection; none for points and lines. Numbers are big-endian. */
function ringsOf(source: Source): Ring[] {
  source.need(0, ROI_HEADER, "its header");
  const { view } = source;
  if (view.getUint32(0) !== ROI_MAGIC) throw source.corrupt("it is no selection of ImageJ");
  const type = view.getUint8(6);
  const [top, left, bottom, right] = [8, 10, 12, 14].map((at) => coordinate(source, at)) as [
    number,
    number,
    number,
    number,
  ];
  const pathLength = view.getInt32(36);
  if (pathLength > 0) return shapeRings(source, ROI_HEADER, pathLength);
  if (type === ROI_RECTANGLE) return [[left, top, right, top, right, bottom, left, bottom]];
  if (type === OVAL) return [ovalOf(left, top, right, bottom)];
  if (!POLYGONS.includes(type)) return [];
  const count = view.getUint16(16);
  const exact = (view.getUint16(50) & SUB_PIXEL) !== 0 && view.getUint16(4) >= 222;
  const [from, step] = exact ? [ROI_HEADER + 4 * count, 4] : [ROI_HEADER, 2];
  source.need(from, 2 * step * count, "its points");
  const at = (place: number) => (exact ? view.getFloat32(place) : view.getInt16(place));
  const [x0, y0] = exact ? [0, 0] : [left, top];
  const ring = Array.from({ length: 2 * count }, (_, i) => {
    const place = from + step * ((i >> 1) + (i & 1) * count);
    return at(place) + (i & 1 ? y0 : x0);
  });
  if (!ring.every(Number.isFinite)) throw source.corrupt("a selection has a point that is no pair of numbers");
  return [ring];
}

/** Signed, but for large images, as ImageJ reads them. */
function coordinate({ view }: Source, at: number): number {
  const value = view.getInt16(at);
  return value < -5000 ? value + 65_536 : value;
}

/** An ellipse as a polygon: two corners a row, where its edge crosses the middles of the rows. */
function ovalOf(left: number, top: number, right: number, bottom: number): Ring {
  const [a, b] = [(right - left) / 2, (bottom - top) / 2];
  const [cx, cy] = [(left + right) / 2, (top + bottom) / 2];
  const rows = Array.from({ length: Math.max(0, Math.ceil(2 * b)) }, (_, i) => Math.min(top + i + 0.5, bottom));
  const half = (y: number) => a * Math.sqrt(Math.max(0, 1 - ((y - cy) / b) ** 2));
  const down = rows.flatMap((y) => [cx + half(y), y]);
  const up = [...rows].reverse().flatMap((y) => [cx - half(y), y]);
  return [cx, top, ...down, cx, bottom, ...up];
}
