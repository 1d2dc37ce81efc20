import { DECLARATIONS } from "./declarations.js";
import { type Declaration, Draw } from "./draw.js";
import { GuardedMemory } from "./memory.js";

/** What one call has made. */
interface Outcome {
  result: number | undefined;
  outs: Buffer[];
  buffers: number;
}

const memories = new Map<string, GuardedMemory>();

function memoryOf(build: string): GuardedMemory {
  const memory = memories.get(build) ?? new GuardedMemory(build);
  memories.set(build, memory);
  return memory;
}

/**
 * Calls an export of the scalar and of the simd build with the same random arguments, in memory that held zeros in one and
 * ones in the other, at other places, and one buffer at the very end of the memory. Both must leave what lies between the
 * buffers, must not trap, and must make the same. Returns what went wrong first, or nothing.
 */
export function checkCalls(
  name: string,
  seeds: Iterable<number>,
  declare = DECLARATIONS[name] as Declaration,
): string | undefined {
  for (const seed of seeds) {
    try {
      const scalar = call("scalar", name, declare, seed, { filler: 0, last: -1 });
      const simd = call("simd", name, declare, seed, { filler: 255, last: seed % Math.max(1, scalar.buffers) });
      const problem = difference(scalar, simd);
      if (problem) return `${name}, seed ${seed}: ${problem}`;
    } catch (error) {
      return `${name}, seed ${seed}: ${error instanceof Error ? error.message : error}`;
    }
  }
  return undefined;
}

function call(
  build: string,
  name: string,
  declare: Declaration,
  seed: number,
  { filler, last }: { filler: number; last: number },
): Outcome {
  const memory = memoryOf(build);
  memory.start(filler, last);
  const values = declare(new Draw(memory, seed));
  memory.seal();
  const result = memory.raw[name]!(...values);
  const damage = memory.damage();
  if (damage) throw new Error(`${build} ${damage}; arguments ${values.join(", ")}`);
  return { result, outs: memory.results(result as number), buffers: memory.buffers.length };
}

function difference(a: Outcome, b: Outcome): string | undefined {
  if (!Object.is(a.result, b.result)) return `scalar returned ${a.result}, simd ${b.result}`;
  for (const [i, out] of a.outs.entries()) {
    const other = b.outs[i] as Buffer;
    if (out.equals(other)) continue;
    const at = out.findIndex((byte, k) => byte !== other[k]);
    return `output ${i} of ${out.length} bytes differs at byte ${at}: scalar ${out[at]}, simd ${other[at]}`;
  }
  return undefined;
}

/** So many seeds from `first` on. */
export function* seedsFrom(first: number, count: number): Iterable<number> {
  for (let i = 0; i < count; i++) yield first + i;
}
