import { ArgumentRangeError } from "../../core/errors.js";
import { describe } from "../../core/image.js";
import type { Segment, Segmentation } from "../../core/segmentation.js";
import { lengthOf, type Vector } from "../../core/vector.js";
import { affineOfGeometry } from "../affine.js";
import { decimal, decimals, encodeDicom, encodeItem, type Item, lineOf, uidOf } from "./encode.js";
import { type Frame, type FrameKind, framesOfSegmentation, pixelBytes } from "./frames.js";
import { segmentsOverlap } from "./overlap.js";
import { segmentItem } from "./segment-item.js";
import { STUDY_TAGS } from "./segments.js";

/** How voxels are written: 0 and 1 of each segment, parts of voxels, or one label a voxel. */
export type DicomKind = "BINARY" | "FRACTIONAL" | "LABELMAP";

/** Options of DICOM segmentations. */
export interface DicomOptions {
  /** Default: FRACTIONAL for fractions, otherwise BINARY. */
  kind?: DicomKind;
  /** The number a whole voxel has in FRACTIONAL ones. Default: the steps of the fractions where they are at most 255. */
  fractionalMost?: number;
  /** Default: "Segmentation". */
  seriesDescription?: string;
}

const SOP_CLASSES = { segmentation: "1.2.840.10008.5.1.4.1.1.66.4", labels: "1.2.840.10008.5.1.4.1.1.66.7" };
/** A day and time, because the format demands one: the same input gives the same file at any time. */
const [NO_DATE, NO_TIME] = ["20000101", "000000"];

/** A DICOM segmentation, uncompressed. The same segmentation always gives the same bytes, and so the same identifiers. */
export function encodeSegmentation(given: Segmentation, options: DicomOptions): Uint8Array {
  const segmentation = inMillimetres(given);
  const kind = kindOf(segmentation, options);
  const frames = framesOfSegmentation(segmentation, kind);
  const pixels = pixelBytes(segmentation, kind, frames);
  const segments = segmentsOf(segmentation, kind.kind).map(segmentItem);
  const about = encodeItem({ "00620002 SQ": segments, ...studyElements(segmentation), ...sharedGroups(segmentation) });
  const uid = uidOf("instance", about, pixels, kind.kind, String(kind.most));
  const sopClass = kind.kind === "LABELMAP" ? SOP_CLASSES.labels : SOP_CLASSES.segmentation;
  const elements: Item = {
    ...studyElements(segmentation),
    ...seriesElements(segmentation, options, sopClass, uid),
    ...dimensionElements(uid, kind),
    ...pixelElements(segmentation, kind, frames),
    "00620002 SQ": segments,
    ...sharedGroups(segmentation),
    "52009230 SQ": frames.map((frame) => frameGroups(segmentation, kind, frame)),
    [kind.bits === 16 ? "7FE00010 OW" : "7FE00010 OB"]: pixels,
  };
  return encodeDicom(elements, sopClass, uid);
}

const MILLIMETRES: Readonly<Record<string, number>> = { nm: 1e-6, µm: 1e-3, um: 1e-3, cm: 10, m: 1000 };

/** The format knows no other unit of length; pixels without one are taken as millimetres. */
function inMillimetres(segmentation: Segmentation): Segmentation {
  const { unit = "mm", spacing, origin } = segmentation;
  const by = MILLIMETRES[unit];
  if (by === undefined) return segmentation;
  const scaled = (list: readonly number[] | undefined) => list?.map((length) => length * by);
  return { ...segmentation, unit: "mm", spacing: scaled(spacing), origin: scaled(origin) };
}

function kindOf(segmentation: Segmentation, { kind, fractionalMost }: DicomOptions): FrameKind {
  const { fractions, layers, segments } = segmentation;
  const refuse = (text: string) => new ArgumentRangeError("E_OPTION", `writeSegmentation: ${text}`);
  const wanted = kind ?? (fractions ? "FRACTIONAL" : "BINARY");
  if (!["BINARY", "FRACTIONAL", "LABELMAP"].includes(wanted)) {
    throw refuse(`expected kind BINARY, FRACTIONAL or LABELMAP, got ${describe(kind)}`);
  }
  if (segments.length === 0 || segments.length > 0xffff) {
    throw new ArgumentRangeError(
      "E_SEGMENT",
      `writeSegmentation: DICOM takes 1 to 65535 segments, got ${segments.length}`,
    );
  }
  if (fractions && wanted !== "FRACTIONAL") throw refuse(`fractions cannot be written as ${wanted}`);
  if (wanted === "BINARY") return { kind: wanted, bits: 1, most: 1 };
  if (wanted === "LABELMAP") return { kind: wanted, bits: labelBits(segmentation), most: 0 };
  const [low, high] = fractions?.range ?? [0, 1];
  const whole = layers.every((layer) => !(layer instanceof Float32Array || layer instanceof Float64Array));
  const most = fractionalMost ?? (whole && high - low <= 0xff ? high - low : 0xff);
  if (!(Number.isInteger(most) && most >= 1 && most <= 0xff)) {
    throw refuse(`expected fractionalMost 1 to 255, got ${describe(fractionalMost)}`);
  }
  return { kind: wanted, bits: 8, most };
}

/** One label a voxel: all segments lie in one layer, under different labels. */
function labelBits({ layers, segments }: Segmentation): 8 | 16 {
  const used = new Set(segments.map(({ layer }) => layer));
  const labels = segments.map(({ labelValue }) => labelValue);
  if (used.size > 1 || new Set(labels).size < labels.length) {
    throw new ArgumentRangeError(
      "E_OVERLAP",
      "writeSegmentation: a label map holds one layer, but the segments lie in several; collapse or flatten them first, or write BINARY",
    );
  }
  const most = Math.max(...labels);
  if (most > 0xffff) {
    throw new ArgumentRangeError(
      "E_LABEL_RANGE",
      `writeSegmentation: DICOM label maps hold labels up to 65535, got ${most}`,
    );
  }
  return most > 0xff || layers[segments[0]?.layer ?? 0]?.BYTES_PER_ELEMENT !== 1 ? 16 : 8;
}

/** Segments with the numbers they have in the file: their labels in label maps, otherwise their places from 1. */
function segmentsOf({ segments }: Segmentation, kind: DicomKind): Segment[] {
  if (kind !== "LABELMAP") return segments.map((segment, at) => ({ ...segment, labelValue: at + 1 }));
  return [...segments].sort((a, b) => a.labelValue - b.labelValue);
}

/** Patient and study, from the source where there is one. */
function studyElements(segmentation: Segmentation): Item {
  const { attributes = {} } = segmentation.source ?? {};
  const grid = JSON.stringify([segmentation.shape, segmentation.spacing, segmentation.origin, segmentation.direction]);
  const missing: Record<string, string> = {
    "0020000D": uidOf("study", grid),
    "00200052": uidOf("frame of reference", grid),
  };
  return Object.fromEntries(
    STUDY_TAGS.map((name) => [name, attributes[name.slice(0, 8)] ?? missing[name.slice(0, 8)] ?? ""]),
  );
}

function seriesElements({ source }: Segmentation, options: DicomOptions, sopClass: string, uid: string): Item {
  const named = source?.instances.filter(({ sopInstance }) => sopInstance !== "") ?? [];
  // Frames of one file are one instance.
  const instances = new Map(named.map((instance) => [instance.sopInstance, instance]));
  const references = [...instances.values()].map(({ sopClass: of, sopInstance }) => ({
    "00081150 UI": of,
    "00081155 UI": sopInstance,
  }));
  return {
    "00080005 CS": "ISO_IR 192",
    "00080008 CS": "DERIVED\\PRIMARY",
    "00080016 UI": sopClass,
    "00080018 UI": uid,
    "00080023 DA": source?.attributes["00080020"] ?? NO_DATE,
    "00080033 TM": source?.attributes["00080030"] ?? NO_TIME,
    "00080060 CS": "SEG",
    "00080070 LO": "segwasm",
    "0008103E LO": lineOf(options.seriesDescription ?? "Segmentation"),
    "00081090 LO": "segwasm",
    "00081115 SQ":
      source?.seriesUid !== undefined && references.length > 0
        ? [{ "0020000E UI": source.seriesUid, "0008114A SQ": references }]
        : undefined,
    "00181000 LO": "0",
    "00181020 LO": "1",
    "0020000E UI": uidOf("series", uid),
    "00200011 IS": "100",
    "00200013 IS": "1",
    "00282110 CS": "00",
    "00700080 CS": "SEGMENTATION",
    "00700081 LO": "",
    "00700084 PN": "",
  };
}

const [SEGMENT_NUMBER, SEGMENT_GROUP] = [0x0062000b, 0x0062000a];
const [POSITION, POSITION_GROUP] = [0x00200032, 0x00209113];

function dimensionElements(uid: string, { kind }: FrameKind): Item {
  const organisation = uidOf("dimensions", uid);
  const index = (pointer: number, group: number, label: string): Item => ({
    "00209164 UI": organisation,
    "00209165 AT": [pointer],
    "00209167 AT": [group],
    "00209421 LO": label,
  });
  const place = index(POSITION, POSITION_GROUP, "Image Position Patient");
  return {
    "00209221 SQ": [{ "00209164 UI": organisation }],
    "00209222 SQ": kind === "LABELMAP" ? [place] : [index(SEGMENT_NUMBER, SEGMENT_GROUP, "Segment Number"), place],
    "00209311 CS": "3D",
  };
}

function pixelElements(segmentation: Segmentation, kind: FrameKind, frames: readonly Frame[]): Item {
  const { shape, fractions } = segmentation;
  const [columns, rows] = [...shape].reverse() as [number, number];
  for (const extent of [columns, rows]) {
    if (extent <= 0xffff) continue;
    throw new ArgumentRangeError("E_SHAPE", `writeSegmentation: DICOM holds slices up to 65535 wide, got ${extent}`);
  }
  return {
    "00280002 US": [1],
    "00280004 CS": "MONOCHROME2",
    "00280008 IS": String(frames.length),
    "00280010 US": [rows],
    "00280011 US": [columns],
    "00280100 US": [kind.bits],
    "00280101 US": [kind.bits],
    "00280102 US": [kind.bits - 1],
    "00280103 US": [0],
    "00620001 CS": kind.kind,
    "0062000E US": kind.kind === "FRACTIONAL" ? [kind.most] : undefined,
    "00620010 CS": kind.kind === "FRACTIONAL" ? (fractions?.kind ?? "OCCUPANCY") : undefined,
    "00620013 CS": kind.kind === "LABELMAP" ? undefined : segmentsOverlap(segmentation),
  };
}

function sharedGroups(segmentation: Segmentation): Item {
  const { steps } = affineOfGeometry(segmentation);
  const [x, y, z] = steps.map(lengthOf) as [number, number, number];
  const unit = (step: Vector) => step.map((part) => part / lengthOf(step) || 0);
  return {
    "52009229 SQ": [
      {
        "00209116 SQ": [{ "00200037 DS": decimals([...unit(steps[0]), ...unit(steps[1])]) }],
        "00289110 SQ": [{ "00180050 DS": decimal(z), "00180088 DS": decimal(z), "00280030 DS": decimals([y, x]) }],
      },
    ],
  };
}

const DERIVATION: Item = { "00080100 SH": "113076", "00080102 SH": "DCM", "00080104 LO": "Segmentation" };
const PURPOSE: Item = {
  "00080100 SH": "121322",
  "00080102 SH": "DCM",
  "00080104 LO": "Source image for image processing operation",
};
/** Images nearer than this to a frame are its source, in millimetres. */
const NEAR = 0.01;

function frameGroups(segmentation: Segmentation, { kind }: FrameKind, { segment, z }: Frame): Item {
  const { origin, steps } = affineOfGeometry(segmentation);
  const position = origin.map((part, i) => part + z * (steps[2][i] as number));
  const image = segmentation.source?.instances.find(({ position: other }) => {
    return other?.every((part, i) => Math.abs(part - (position[i] as number)) < NEAR);
  });
  const origins = image && {
    "00081150 UI": image.sopClass,
    "00081155 UI": image.sopInstance,
    "00081160 IS": image.frame === undefined ? undefined : String(image.frame),
  };
  return {
    "00089124 SQ": origins && [
      { "00089215 SQ": [DERIVATION], "00082112 SQ": [{ ...origins, "0028135A CS": "YES", "0040A170 SQ": [PURPOSE] }] },
    ],
    "00209111 SQ": [{ "00209157 UL": kind === "LABELMAP" ? [z + 1] : [segment + 1, z + 1] }],
    "00209113 SQ": [{ "00200032 DS": decimals(position) }],
    "0062000A SQ": kind === "LABELMAP" ? undefined : [{ "0062000B US": [segment + 1] }],
  };
}
