import dicomParser, { type DataSet, type Element } from "dicom-parser";
import { isSegmentError } from "../../core/errors.js";
import { inflateBehind } from "../inflate.js";
import type { Source } from "../source.js";
import { type Coding, codingOfSyntax, DEFLATED } from "./coding.js";
import { parseElements } from "./elements.js";
import type { Decoders, FrameDecoder } from "./packing.js";

/** Tags in the library's spelling: x, group, element. */
export const TAG = {
  characters: "x00080005",
  sopClass: "x00080016",
  sopInstance: "x00080018",
  codeValue: "x00080100",
  codeScheme: "x00080102",
  codeMeaning: "x00080104",
  longCodeValue: "x00080119",
  referencedSeries: "x00081115",
  referencedInstances: "x0008114a",
  referencedClass: "x00081150",
  referencedInstance: "x00081155",
  region: "x00082218",
  regionModifier: "x00082220",
  seriesDescription: "x0008103e",
  transferSyntax: "x00020010",
  sliceThickness: "x00180050",
  slicesSpacing: "x00180088",
  seriesUid: "x0020000e",
  instanceNumber: "x00200013",
  position: "x00200032",
  orientation: "x00200037",
  samples: "x00280002",
  photometric: "x00280004",
  planar: "x00280006",
  frames: "x00280008",
  framePointer: "x00280009",
  rows: "x00280010",
  columns: "x00280011",
  pixelSpacing: "x00280030",
  bitsAllocated: "x00280100",
  bitsStored: "x00280101",
  signed: "x00280103",
  redDescriptor: "x00281101",
  greenDescriptor: "x00281102",
  blueDescriptor: "x00281103",
  redTable: "x00281201",
  greenTable: "x00281202",
  blueTable: "x00281203",
  redSegments: "x00281221",
  greenSegments: "x00281222",
  blueSegments: "x00281223",
  intercept: "x00281052",
  slope: "x00281053",
  pixelMeasures: "x00289110",
  valueTransformation: "x00289145",
  planePosition: "x00209113",
  planeOrientation: "x00209116",
  segments: "x00620002",
  segmentNumber: "x00620004",
  segmentLabel: "x00620005",
  segmentDescription: "x00620006",
  algorithmType: "x00620008",
  algorithmName: "x00620009",
  lab: "x0062000d",
  category: "x00620003",
  type: "x0062000f",
  modifier: "x00620011",
  fractionalType: "x00620010",
  trackingId: "x00620020",
  segmentIdentification: "x0062000a",
  referencedSegment: "x0062000b",
  segmentationType: "x00620001",
  fractionalMost: "x0062000e",
  detectors: "x00540022",
  doseUnits: "x30040002",
  gridOffsets: "x3004000c",
  doseScaling: "x3004000e",
  organization: "x00209311",
  slideX: "x0040072a",
  slideY: "x0040073a",
  slideZ: "x0040074a",
  matrixColumns: "x00480006",
  matrixRows: "x00480007",
  matrixOrigin: "x00480008",
  slideOrientation: "x00480102",
  planePositionSlide: "x0048021a",
  columnPosition: "x0048021e",
  rowPosition: "x0048021f",
  focalPlanes: "x00480303",
  sharedGroups: "x52009229",
  frameGroups: "x52009230",
  pixelData: "x7fe00010",
} as const;

/** Bytes of an element of numbers or words; longer ones are not read as such. */
const MOST_TEXT = 1024;

/** A parsed DICOM file. */
export interface DicomFile {
  source: Source;
  data: DataSet;
  coding: Coding;
  /** Unpacks frames of codings that need it. */
  decode?: FrameDecoder | undefined;
}

/** True for files with the DICOM preamble. */
export function isDicom(bytes: Uint8Array): boolean {
  return bytes.length > 132 && String.fromCharCode(...bytes.subarray(128, 132)) === "DICM";
}

/** How the values of a file are coded. */
export function codingOf(source: Source): Coding {
  if (!isDicom(source.bytes)) throw source.unsupported("it is not a DICOM file");
  return codingOfSyntax(
    source,
    guardedParse(source, () => transferSyntaxOf(source)),
  );
}

/** Parses a file; pixel data is only located. `decoders` are those of all codings it may have. */
export function parseDicom(source: Source, decoders: Decoders): DicomFile {
  const coding = codingOf(source);
  const syntax = transferSyntaxOf(source);
  const plain = syntax === DEFLATED ? inflated(source) : source;
  const data = guardedParse(source, () => parseElements(plain, syntax));
  return { source: plain, data, coding, decode: decoders.get(coding) };
}

/** The same file without deflate, as if it had never been packed: the library's own way for this does not work. */
function inflated(source: Source): Source {
  const meta = guardedParse(source, () => dicomParser.readPart10Header(source.bytes));
  const { position } = meta as unknown as { position: number };
  const head = source.bytes.slice(0, position);
  const uid = meta.elements[TAG.transferSyntax] as Element;
  // The name of the plain syntax is the start of this one's; texts end at the first zero.
  head.fill(0, uid.dataOffset + PLAIN.length, uid.dataOffset + uid.length);
  const bytes = inflateBehind(source, head, source.bytes.subarray(position), "its deflated data");
  return source.holding(bytes);
}

const PLAIN = "1.2.840.10008.1.2.1";

/** The header of the file says how the rest is to be read, so it is looked at first. */
function transferSyntaxOf(source: Source): string {
  const uid = textOf(dicomParser.readPart10Header(source.bytes), TAG.transferSyntax);
  if (!uid) throw source.corrupt("its header names no transfer syntax");
  return uid;
}

/** How the library says that a file is too short. */
const EARLY_END =
  /EOF|past (the )?end|end of (the )?(byte array|file|buffer)|overr(ead|un)|maxP ?osition|than or equal to .byteArray. length/i;

/** Runs the library so that nothing but our own errors comes out of it; it throws texts, errors, and objects. */
export function guardedParse<T>(source: Source, parse: () => T): T {
  try {
    return parse();
  } catch (cause) {
    if (isSegmentError(cause)) throw cause;
    const { exception, message } = (cause ?? {}) as { exception?: string; message?: string };
    const text = String(typeof cause === "string" ? cause : (exception ?? message ?? "unknown reason"));
    const early = EARLY_END.test(text);
    if (/call stack/i.test(text)) throw source.corrupt("its sequences lie too deep inside each other", cause);
    if (early) throw source.truncated("it ends in the middle of its data elements");
    throw source.corrupt(`its data elements cannot be read: ${text.slice(0, 120)}`, cause);
  }
}

/** Text without the blanks around it; undefined when it is missing or far too long for what it stands for. */
export function textOf(data: DataSet | undefined, tag: string): string | undefined {
  return (data?.elements[tag]?.length ?? 0) > MOST_TEXT ? undefined : data?.string(tag)?.trim();
}

/** A whole number that must be there. */
export function neededNumber({ source, data }: DicomFile, tag: string, what: string): number {
  const value = data.uint16(tag);
  if (value === undefined) throw source.corrupt(`it states no ${what}`);
  return value;
}

/**
 * Decimal numbers of an element such as a position; undefined when it is missing, not `count` numbers, or has more than
 * `most` bytes.
 */
export function decimals(
  data: DataSet | undefined,
  tag: string,
  count: number,
  most = MOST_TEXT,
): number[] | undefined {
  if ((data?.elements[tag]?.length ?? 0) > most) return undefined;
  const text = data?.string(tag);
  const numbers = text?.split("\\").map(Number);
  return numbers?.length === count && numbers.every(Number.isFinite) ? numbers : undefined;
}

/** The first item of a sequence. */
export function itemOf(data: DataSet | undefined, tag: string, index = 0): DataSet | undefined {
  return data?.elements[tag]?.items?.[index]?.dataSet;
}

/** All items of a sequence. */
export function itemsOf(data: DataSet, tag: string): DataSet[] {
  return (data.elements[tag]?.items ?? []).flatMap(({ dataSet }: Element) => (dataSet ? [dataSet] : []));
}

/** Character sets that files of one byte or UTF-8 name. */
const CHARACTERS: Readonly<Record<string, string>> = {
  "ISO_IR 192": "utf-8",
  "ISO_IR 100": "iso-8859-1",
  "ISO_IR 101": "iso-8859-2",
  "ISO_IR 109": "iso-8859-3",
  "ISO_IR 110": "iso-8859-4",
  "ISO_IR 144": "iso-8859-5",
  "ISO_IR 126": "iso-8859-7",
  "ISO_IR 13": "shift_jis",
  GB18030: "gb18030",
  GBK: "gbk",
};

/** The text of an element in the characters of its file; undefined when it is missing or empty. */
export function readText(file: Pick<DicomFile, "data">, item: DataSet | undefined, tag: string): string | undefined {
  const element = item?.elements[tag];
  if (!item || !element || element.length > MOST_TEXT) return undefined;
  const set = file.data.string(TAG.characters)?.split("\\")[0]?.trim() ?? "";
  const bytes = item.byteArray.subarray(element.dataOffset, element.dataOffset + element.length);
  const text = new TextDecoder(CHARACTERS[set] ?? "iso-8859-1")
    .decode(bytes)
    .replace(/[\0 ]+$/, "")
    .trimStart();
  return text === "" ? undefined : text;
}
