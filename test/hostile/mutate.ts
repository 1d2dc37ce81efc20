/** Runs damaged files through the readers: whatever comes out is an image of the stated shape or one of our errors. */
import { isSegmentError } from "../../bindings/core/errors.js";
import type { Image } from "../../bindings/core/image.js";
import { type ImageFile, openFolder, openImage } from "../../bindings/io/index.js";
import { randomNumbers } from "../images.js";
import { memoryFolder } from "./case.js";
import { damaged, repairedPng } from "./damage.js";
import type { Seed } from "./seeds.js";

/** What a damaged header may ask for: enough to be allocated, little enough not to slow the tests. */
const LIMITS = { maxBytes: 1 << 22 };

/** What became of many damaged files. */
export interface Tally {
  files: number;
  refused: number;
  /** Milliseconds of processor time of the slowest. */
  slowest: number;
  /** The first files that ended in any other way, each with the number that makes it again. */
  problems: string[];
}

/** Damages each of the seeds in turn. File number `i` depends on `i` alone. */
export async function mutate(seeds: readonly Seed[], count: number, first = 0): Promise<Tally> {
  return tally(count, first, async (i, next) => {
    const image = await attempt(damagedSeed(seeds[i % seeds.length] as Seed, next));
    return image !== undefined;
  });
}

/** The same for parts that stand under a checksum: what is read must be what was written. */
export async function mutateChecked(seeds: readonly Seed[], count: number, first = 0): Promise<Tally> {
  const whole = await Promise.all(seeds.map(attempt));
  return tally(count, first, async (i, next) => {
    const n = i % seeds.length;
    const image = await attempt(damagedPart(seeds[n] as Seed, next));
    if (image && !equal(image, whole[n] as Image)) throw new Error("other voxels than were written");
    return image !== undefined;
  });
}

async function tally(count: number, first: number, one: (i: number, next: () => number) => Promise<boolean>) {
  const result: Tally = { files: count, refused: 0, slowest: 0, problems: [] };
  for (let i = first; i < first + count; i++) {
    const start = processorMs();
    try {
      if (!(await one(i, randomNumbers(Math.imul(i + 1, 2654435761))))) result.refused++;
    } catch (error) {
      const { message, stack } = error as Error;
      if (result.problems.length < 5)
        result.problems.push(`${i}: ${message}\n${stack?.split("\n").slice(1, 4).join("\n")}`);
    }
    result.slowest = Math.max(result.slowest, processorMs() - start);
  }
  return result;
}

/** Processor time of this process so far, in milliseconds: what others do on the machine does not count. */
export function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Of a folder one file is damaged; a PNG mostly gets its checksums back, or nothing would come behind them. */
function damagedSeed(seed: Seed, next: () => number): Seed {
  if (seed instanceof Uint8Array) {
    const bytes = damaged(seed, next);
    return bytes[0] === 0x89 && bytes[1] === 0x50 && next() < 0.8 ? repairedPng(bytes) : bytes;
  }
  const names = Object.keys(seed);
  const name = names[Math.floor(next() * names.length)] as string;
  return { ...seed, [name]: damaged(seed[name] as Uint8Array, next) };
}

/** Chunks of a folder, what follows the header of NRRD, or all of another file. */
function damagedPart(seed: Seed, next: () => number): Seed {
  if (!(seed instanceof Uint8Array)) {
    const name = Object.keys(seed).find((path) => /^(c\/)?\d/.test(path)) as string;
    return { ...seed, [name]: damaged(seed[name] as Uint8Array, next) };
  }
  const text = String.fromCharCode(...seed.subarray(0, 4)) === "NRRD";
  const start = text ? seed.findIndex((byte, i) => byte === 10 && seed[i + 1] === 10) + 2 : 0;
  const part = damaged(seed.subarray(start), next);
  return Uint8Array.from([...seed.subarray(0, start), ...part]);
}

function equal(a: Image, b: Image): boolean {
  const bytes = ({ data }: Image) => Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return a.shape.join() === b.shape.join() && bytes(a).equals(bytes(b));
}

/** The image at its coarsest level, or undefined where the reader refused; throws where something foreign came out. */
export async function attempt(seed: Seed): Promise<Image | undefined> {
  try {
    const first = await opened(seed);
    const file = first.levels ? await opened(seed, first.levels.length - 1) : first;
    const choice = { ...(/C|S/.test(file.axes) && { channel: 0 }), ...(file.axes.includes("T") && { time: 0 }) };
    const image = await file.read(choice);
    const voxels = image.shape.reduce((n, extent) => n * extent, 1);
    if (image.data.length !== voxels) throw new Error(`${image.data.length} values for ${image.shape.join("×")}`);
    if (image.spacing?.some((step) => !(step > 0 && Number.isFinite(step))))
      throw new Error(`spacing ${image.spacing}`);
    return image;
  } catch (error) {
    if (!isSegmentError(error)) throw error;
    return undefined;
  }
}

function opened(seed: Seed, level = 0): Promise<ImageFile> {
  if (seed instanceof Uint8Array) return openImage(seed, { name: "damaged", limits: LIMITS, level });
  return openFolder(memoryFolder("damaged", seed), { limits: LIMITS, level });
}
