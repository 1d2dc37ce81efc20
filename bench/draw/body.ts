import type { Image, Labelmap } from "../../bindings/core/image.js";
import { SampleRandom } from "../../bindings/sample/random.js";

const [DEPTH, EXTENT] = [300, 512];
const SHAPE = [DEPTH, EXTENT, EXTENT];
const AIR = -1000;

/** An ellipsoid of one tissue: centre and half axes (x, y, z) in voxels, value in Hounsfield units. */
interface Organ {
  centre: readonly [number, number, number];
  radii: readonly [number, number, number];
  value: number;
}

/** A trunk as computed tomography sees it; later organs lie in front of earlier ones. */
function organs(): Organ[] {
  const random = new SampleRandom(31);
  const about = (value: number, spread: number) => value + random.between(-spread, spread);
  const list: Organ[] = [
    { centre: [256, 260, 150], radii: [225, 165, 400], value: 40 },
    { centre: [165, 250, 95], radii: [75, 100, 110], value: -820 },
    { centre: [347, 250, 95], radii: [72, 98, 112], value: -830 },
    { centre: [285, 235, 120], radii: [55, 50, 48], value: 150 },
    { centre: [175, 235, 225], radii: [95, 85, 60], value: 95 },
    { centre: [360, 275, 215], radii: [42, 55, 45], value: 110 },
    { centre: [180, 330, 265], radii: [28, 32, 45], value: 180 },
    { centre: [335, 330, 260], radii: [28, 32, 45], value: 175 },
  ];
  for (let z = 8; z < DEPTH; z += 17) list.push({ centre: [256, 350, z], radii: [24, 26, 6], value: 560 });
  for (let rib = 0; rib < 24; rib++) {
    const angle = (rib / 24) * 2 - 1;
    const x = 256 + 205 * angle;
    const y = 260 + 145 * Math.sqrt(1 - angle * angle) * (rib % 2 === 0 ? 1 : -1);
    for (let z = 12 + rib; z < DEPTH; z += 34)
      list.push({ centre: [x, y, z], radii: [9, 9, 7], value: about(620, 90) });
  }
  for (let vessel = 0; vessel < 120; vessel++) {
    const centre = [about(256, 150), about(250, 90), about(150, 140)] as const;
    list.push({ centre, radii: [about(4, 2), about(4, 2), about(12, 8)], value: about(230, 60) });
  }
  return list;
}

/** Paints each organ row by row: `paint` fills a piece of a row. */
function paintOrgans(paint: (from: number, to: number, organ: Organ, number: number) => void): void {
  organs().forEach((organ, number) => {
    const [[cx, cy, cz], [rx, ry, rz]] = [organ.centre, organ.radii];
    for (let z = Math.max(0, Math.ceil(cz - rz)); z < Math.min(DEPTH, cz + rz); z++) {
      for (let y = Math.max(0, Math.ceil(cy - ry)); y < Math.min(EXTENT, cy + ry); y++) {
        const rest = 1 - ((y - cy) / ry) ** 2 - ((z - cz) / rz) ** 2;
        if (rest <= 0) continue;
        const reach = rx * Math.sqrt(rest);
        const row = (z * EXTENT + y) * EXTENT;
        paint(
          row + Math.max(0, Math.ceil(cx - reach)),
          row + Math.min(EXTENT, Math.floor(cx + reach) + 1),
          organ,
          number,
        );
      }
    }
  });
}

/** The volume with the noise of a scanner. */
export function body(): Image<Int16Array> {
  const data = new Int16Array(DEPTH * EXTENT * EXTENT).fill(AIR);
  paintOrgans((from, to, { value }) => data.fill(value, from, to));
  const random = new SampleRandom(32);
  const grain = Int16Array.from({ length: 65_521 }, () => Math.round(14 * random.noise()));
  for (let i = 0; i < data.length; i++) data[i] = (data[i] as number) + (grain[i % grain.length] as number);
  return { data, shape: SHAPE };
}

/** Which organ each voxel is of. */
export function bodyOrgans(): Labelmap<Uint16Array> {
  const data = new Uint16Array(DEPTH * EXTENT * EXTENT);
  let count = 0;
  paintOrgans((from, to, _, number) => {
    data.fill(number + 1, from, to);
    count = number + 1;
  });
  return { data, shape: SHAPE, count };
}
