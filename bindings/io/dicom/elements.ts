import dicomParser, { type DataSet } from "dicom-parser";
import type { Source } from "../source.js";

/** Little-endian data elements without the kinds of their values. */
export const IMPLICIT = "1.2.840.10008.1.2";
const BIG_ENDIAN = "1.2.840.10008.1.2.2";
const PIXEL_DATA = "x7fe00010";
const isLetter = (byte: number | undefined) => byte !== undefined && byte >= 0x41 && byte <= 0x5a;

/**
 * Parses the data elements of a file. Some programs copy elements from one file into another whose head says otherwise: where
 * the first element has no kind of value although it should, or has one although it should not, all are read as it is.
 */
export function parseElements(source: Source, syntax: string): DataSet {
  const { bytes } = source;
  const { position } = dicomParser.readPart10Header(bytes) as unknown as { position: number };
  const hasKinds = isLetter(bytes[position + 4]) && isLetter(bytes[position + 5]);
  const bare = syntax === BIG_ENDIAN || position + 8 > bytes.length;
  if (bare || hasKinds === (syntax !== IMPLICIT)) return dicomParser.parseDicom(bytes);
  const [said, found] = hasKinds ? ["no ", "have them"] : ["", "have none"];
  source.note(`its head promises ${said}kinds of values, but its elements ${found}: they are read as they are`);
  const stream = new dicomParser.ByteStream(dicomParser.littleEndianByteArrayParser, bytes, position);
  const { DataSet: Elements } = dicomParser as unknown as { DataSet: new (...parts: unknown[]) => DataSet };
  const data = new Elements(stream.byteArrayParser, bytes, {});
  if (hasKinds) dicomParser.parseDicomDataSetExplicit(data, stream, bytes.length);
  else {
    // Packed pixel data would be taken for a sequence of elements.
    dicomParser.parseDicomDataSetImplicit(data, stream, bytes.length, { untilTag: PIXEL_DATA });
    const pixels = data.elements[PIXEL_DATA];
    if (pixels?.hadUndefinedLength) dicomParser.findEndOfEncapsulatedElement(stream, pixels);
  }
  return data;
}
