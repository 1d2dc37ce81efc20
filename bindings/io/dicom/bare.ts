import type { Source } from "../source.js";

/** Files without their head: how their first elements are written, and the transfer syntax that says so. */
const WAYS = [
  { little: true, explicit: true, syntax: "1.2.840.10008.1.2.1" },
  { little: true, explicit: false, syntax: "1.2.840.10008.1.2" },
  { little: false, explicit: true, syntax: "1.2.840.10008.1.2.2" },
] as const;
type Way = (typeof WAYS)[number];

/** Kinds of values that the first elements of a data set have, all with lengths of two bytes. */
const SHORT = ["CS", "DA", "DT", "LO", "PN", "SH", "ST", "TM", "UI", "UL"];
/** Elements that must follow each other in order before bytes are taken for DICOM; nothing shorter is sure enough. */
const ENOUGH = 3;
const [GROUP, META] = [0x0008, 0x0002];

/** How the data elements of a file without preamble are written; undefined where it does not begin like DICOM. */
function wayOf(bytes: Uint8Array): Way | undefined {
  return WAYS.find((way) => startsElements(bytes, way));
}

/** True for DICOM data elements without the preamble and the head that files must have. */
export function isBareDicom(bytes: Uint8Array): boolean {
  return wayOf(bytes) !== undefined;
}

function startsElements(bytes: Uint8Array, { little, explicit }: Way): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let last = -1;
  for (let at = 0, seen = 0; seen < ENOUGH; seen++) {
    if (at + 8 > bytes.length) return false;
    const [group, element] = [view.getUint16(at, little), view.getUint16(at + 2, little)];
    const tag = group * 65536 + element;
    if ((group !== GROUP && group !== META) || tag <= last || element > 0x1fff) return false;
    if (explicit && !SHORT.includes(String.fromCharCode(...bytes.subarray(at + 4, at + 6)))) return false;
    const length = explicit ? view.getUint16(at + 6, little) : view.getUint32(at + 4, little);
    if (length > 64 || length % 2 === 1) return false;
    last = tag;
    at += 8 + length;
  }
  return true;
}

/** A file with the head it lacks: a preamble, and the transfer syntax its elements are written in. */
export function withHead(source: Source): Source {
  const way = wayOf(source.bytes);
  if (!way) return source;
  const hasMeta = source.view.getUint16(0, true) === META;
  const uid = way.syntax.length % 2 === 0 ? way.syntax : `${way.syntax}\0`;
  const head = [..."\0".repeat(128), ..."DICM"].map((letter) => letter.charCodeAt(0));
  const meta = [2, 0, 0x10, 0, ..."UI".split("").map((letter) => letter.charCodeAt(0)), uid.length, 0];
  if (!hasMeta) head.push(...meta, ...[...uid].map((letter) => letter.charCodeAt(0)));
  const bytes = source.allocate("uint8", head.length + source.size) as Uint8Array;
  bytes.set(head);
  bytes.set(source.bytes, head.length);
  source.note("it lacks the head of a DICOM file; how its values are written was told from its first elements");
  return source.holding(bytes);
}
