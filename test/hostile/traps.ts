/** Files that are small and legal enough, and take for ever where a loop multiplies what they state. */
import { zlib } from "../io/pngs.js";
import { buildTiff, page } from "../io/tiffs.js";
import { glued, type Hostile, hostile } from "./case.js";

const grey = new Uint8Array(64).fill(9);
const many = (unit: string, times: number) => unit.repeat(times);
const OME = '<OME xmlns="x"><Pixels SizeZ="1" SizeC="1" SizeT="1" DimensionOrder="XYZCT">';

type Entry = readonly [tag: number, type: number, count: number, value: number];

/** A TIFF of one page: its entries, then whatever they refer to. */
function tiff(entriesAt: (behind: number) => Entry[], ...tail: Uint8Array[]): Uint8Array {
  const behind = 10 + 12 * entriesAt(0).length + 4;
  const entries = entriesAt(behind);
  const head = new DataView(new ArrayBuffer(behind));
  head.setUint32(0, 0x49492a00);
  head.setUint32(4, 8, true);
  head.setUint16(8, entries.length, true);
  for (const [i, [tag, type, count, value]] of entries.entries()) {
    const at = 10 + 12 * i;
    head.setUint16(at, tag, true);
    head.setUint16(at + 2, type, true);
    head.setUint32(at + 4, count, true);
    head.setUint32(at + 8, value, true);
  }
  return glued(new Uint8Array(head.buffer), ...tail);
}

const sizes = (width: number, height: number, compression: number): Entry[] => [
  [256, 4, 1, width],
  [257, 4, 1, height],
  [258, 3, 1, 8],
  [259, 3, 1, compression],
  [262, 3, 1, 1],
];

/** A picture with a description of any length. */
function described(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(`${text}\0\0\0\0`);
  const entries = (behind: number): Entry[] => [
    ...sizes(8, 8, 1),
    [270, 2, bytes.length, behind + 64],
    [273, 4, 1, behind],
    [277, 3, 1, 1],
    [278, 4, 1, 8],
    [279, 4, 1, 64],
  ];
  return tiff(entries, grey, bytes);
}

/** A column of pixels, each a strip of its own; all strips lie in one place. `extra` tags stand before the strips'. */
function strips(rows: number, stored: number, extra: number): Uint8Array {
  const entries = (behind: number): Entry[] => [
    ...sizes(1, rows, 32773),
    ...Array.from({ length: extra }, () => [264, 3, 1, 0] as const),
    [273, 4, rows, behind],
    [277, 3, 1, 1],
    [278, 4, 1, 1],
    [279, 4, rows, behind + 4 * rows],
  ];
  const data = entries(0).length * 12 + 14 + 8 * rows;
  const table = new Uint32Array(2 * rows).fill(data, 0, rows).fill(stored, rows);
  return tiff(entries, new Uint8Array(table.buffer), new Uint8Array(stored).fill(128));
}

export const TRAP_CASES: Hostile[] = [
  hostile("E_CORRUPT", "100,000 strips that are one and the same megabyte", strips(100_000, 1_000_000, 0)),
  hostile("E_TRUNCATED", "100,000 strips behind 60,000 tags", strips(100_000, 200, 60_000)),
  hostile("ok", "OME of a million pixels elements", described(`${OME}${many("<Pixels ", 400_000)}`)),
  hostile("ok", "OME of one endless word", described(`<OME><Pixels ${many("a", 3_000_000)}>`)),
  hostile("ok", "OME of endless blanks", described(`<OME><Pixels a${many(" ", 3_000_000)}>`)),
  hostile("E_CORRUPT", "OME of planes that do not end", described(`${OME}${many("<TiffData>", 300_000)}`)),
  hostile("ok", "OME of comments that do not end", described(`${OME}${many("<!--", 300_000)}`)),
  hostile("E_CORRUPT", "OME that places one plane 300,000 times", described(`${OME}${many("<TiffData/>", 300_000)}`)),
  hostile(
    "ok",
    "OME with a file name for each of its letters",
    described(`${OME}<TiffData>${many("<UUID FileName='x'>", 100_000)}`),
  ),
  hostile("ok", "ImageJ with a million lines", described(`ImageJ=1\n${many("a=b\n", 700_000)}`)),
  hostile("ok", "ImageJ in a unit that every object has", described("ImageJ=1\nunit=constructor\nspacing=2\n")),
  hostile("ok", "ImageJ in a unit of a megabyte", described(`ImageJ=1\nunit=${many("x", 1_000_000)}\nspacing=2\n`)),
  hostile("ok", "ImageJ in a unit that would clear a terminal", described("ImageJ=1\nunit=\u001b[2J\nspacing=2\n")),
  hostile("ok", "ImageJ with slices 10⁴⁰⁰ apart", described("ImageJ=1\nunit=um\nspacing=1e400\n")),
  hostile(
    "ok",
    "OME with pixels of 10⁻³²⁰ µm",
    described('<OME><Pixels SizeZ="1" PhysicalSizeX="1e-320" PhysicalSizeXUnit="constructor">'),
  ),
  hostile(
    "E_CORRUPT",
    "a strip of 64 bytes with a megabyte of deflate",
    buildTiff({
      pages: [
        page(8, 8, zlib(Uint8Array.from({ length: 1_500_000 }, (_, i) => (i * i * 7919) >> 7)), { 259: [3, [8]] }),
      ],
    }),
  ),
];
