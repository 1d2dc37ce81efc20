import type { Segmentation } from "../core/segmentation.js";
import { cross, type Vector } from "../core/vector.js";
import { geometryOfAffine, isSound } from "./affine.js";
import type { ReadOptions } from "./file.js";
import { segmentsOfLabels } from "./labels.js";
import { checkedLimits } from "./limits.js";
import { Source } from "./source.js";

/** What ends the header. */
const END = 0x0c;
/** A header is a page of text. */
const LONGEST = 65_536;

/** Keywords with a number. */
const NUMBERS = [
  ..."x y z org_x org_y org_z inc_x inc_y dim_x dim_y epais".split(" "),
  ..."dir_h_x dir_h_y dir_h_z dir_v_x dir_v_y dir_v_z".split(" "),
];

/**
 * Reads a tag file of SliceOmatic: a header of text up to a form feed, then a byte a voxel. Each tag but 0 is a segment.
 *
 * @param bytes the whole file
 * @param options `name` and `limits`
 * @throws UnsupportedFile E_FORMAT for another file; CorruptFile E_CORRUPT, E_TRUNCATED; LimitExceeded E_LIMIT
 * @example
 * const head = "x:2 y:1 z:1 type:BYTE inc_x:1 inc_y:1 epais:5 uid:0 chksum:0\f";
 * readSliceOmatic(new TextEncoder().encode(`${head}\0\u0003`)).segments[0].name; // "Segment_3"
 */
export function readSliceOmatic(bytes: Uint8Array, options: ReadOptions = {}): Segmentation {
  const source = new Source(bytes, options.name ?? "the file", checkedLimits(options.limits ?? {}));
  const end = bytes.subarray(0, LONGEST).indexOf(END);
  if (end < 0) throw source.unsupported("it has no header that ends in a form feed, as tag files have");
  const fields = fieldsOf(source, new TextDecoder("latin1").decode(bytes.subarray(0, end)));
  const number = (name: string, missing: number) => fields.get(name) ?? missing;
  const shape = ["z", "y", "x"].map((name) => number(name, 0));
  if (!shape.every((side) => Number.isInteger(side) && side > 0)) {
    throw source.corrupt(`its header says ${shape.join(" × ")} voxels`);
  }
  source.checkLimit("maxSide", Math.max(...shape), "its longest axis");
  const count = shape.reduce((product, side) => product * side, 1);
  source.checkLimit("maxBytes", count, "its decoded size in bytes");
  const data = bytes.slice(end + 1, end + 1 + count);
  if (data.length < count) throw source.truncated("its voxels end before they should", count, data.length);
  const vector = (name: string, missing: Vector) =>
    ["x", "y", "z"].map((axis, i) => number(`${name}_${axis}`, missing[i] as number)) as unknown as Vector;
  const [h, v] = [vector("dir_h", [1, 0, 0]), vector("dir_v", [0, 1, 0])];
  const scaled = (axis: Vector, by: number) => axis.map((part) => part * by) as unknown as Vector;
  const affine = {
    origin: vector("org", [0, 0, 0]),
    steps: [
      scaled(h, number("inc_x", 1)),
      scaled(v, number("inc_y", 1)),
      scaled(cross(h, v), number("epais", 1)),
    ] as const,
  };
  if (!isSound(affine)) throw source.corrupt("its axes and steps span no space");
  return segmentsOfLabels(source, { data, shape, ...geometryOfAffine(affine, "LPS"), unit: "mm" });
}

/** Words `name:value`; what follows an asterisk on a line is a comment. */
function fieldsOf(source: Source, text: string): Map<string, number> {
  const fields = new Map<string, number>();
  const words = text
    .replace(/\*[^\r\n]*/g, "")
    .split(/[\s,]+/)
    .filter(Boolean);
  let named = false;
  for (const word of words) {
    const [, name = "", value = ""] = /^(\w+):(\S*)$/.exec(word) ?? [];
    const key = name.toLowerCase();
    if (key === "type" && value.toUpperCase() !== "BYTE") {
      throw source.unsupported(`its voxels are of the type ${JSON.stringify(value.slice(0, 20))}, only BYTE is read`);
    }
    named ||= key === "type";
    if (NUMBERS.includes(key)) {
      if (!Number.isFinite(Number(value)) || value === "")
        throw source.corrupt(`its header says ${JSON.stringify(word.slice(0, 40))}`);
      fields.set(key, Number(value));
    }
  }
  if (!named || !fields.has("x")) throw source.unsupported("its header is not that of a tag file");
  return fields;
}
