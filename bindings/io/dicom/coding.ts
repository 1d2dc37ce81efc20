import type { Source } from "../source.js";
import { entryOf } from "../tables.js";

/** How the values of a file are coded. */
export type Coding = "plain" | "big-endian" | "run-length" | "jpeg" | "lossless-jpeg" | "jpeg-ls" | "jpeg-2000";

/** All data elements behind the header are one deflate stream. */
export const DEFLATED = "1.2.840.10008.1.2.1.99";
const CODINGS: Readonly<Record<string, Coding>> = {
  "1.2.840.10008.1.2": "plain",
  "1.2.840.10008.1.2.1": "plain",
  [DEFLATED]: "plain",
  "1.2.840.10008.1.2.2": "big-endian",
  "1.2.840.10008.1.2.5": "run-length",
  "1.2.840.10008.1.2.4.50": "jpeg",
  "1.2.840.10008.1.2.4.51": "jpeg",
  "1.2.840.10008.1.2.4.57": "lossless-jpeg",
  "1.2.840.10008.1.2.4.70": "lossless-jpeg",
  "1.2.840.10008.1.2.4.80": "jpeg-ls",
  "1.2.840.10008.1.2.4.81": "jpeg-ls",
  "1.2.840.10008.1.2.4.90": "jpeg-2000",
  "1.2.840.10008.1.2.4.91": "jpeg-2000",
  // High-throughput: other code blocks in the same codestreams.
  "1.2.840.10008.1.2.4.201": "jpeg-2000",
  "1.2.840.10008.1.2.4.202": "jpeg-2000",
  "1.2.840.10008.1.2.4.203": "jpeg-2000",
};
/** What is refused, with a program that writes it again without. */
const OTHER_CODINGS: readonly (readonly [prefix: string, what: string, program: string])[] = [
  ["1.2.840.10008.1.2.4.5", "a retired kind of JPEG", "dcmdjpeg IN OUT"],
  ["1.2.840.10008.1.2.4.9", "JPEG 2000 of several components", "gdcmconv --raw IN OUT"],
  ["1.2.840.10008.1.2.4.10", "video", "dcmdjpeg IN OUT"],
];

/**
 * How the values of a file of this transfer syntax are coded.
 *
 * @throws UnsupportedFile with a program that writes the file again, for what is not read
 */
export function codingOfSyntax(source: Source, uid: string): Coding {
  const coding = entryOf(CODINGS, uid);
  if (coding) return coding;
  const [, other, program] = OTHER_CODINGS.find(([prefix]) => uid.startsWith(prefix)) ?? [];
  const way = program === undefined ? "" : `, for example with ${program}`;
  throw source.unsupported(
    `its values are packed with ${other ?? `transfer syntax ${uid}`}; write it again uncompressed, explicit little-endian${way}`,
  );
}
