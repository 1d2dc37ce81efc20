import { type Image, voxelCount } from "../../bindings/core/image.js";
import { type Op, runOp } from "../../bindings/core/op.js";
import { resolveOptions } from "../../bindings/core/options.js";
import { kernelsOf } from "../builds.js";
import { othersFor } from "../engines/inputs.js";
import { firstDifference } from "../images.js";
import { difference, type Input, outcome } from "./calls.js";
import { ORACLE_VOXELS, ORACLES, voxelsOf } from "./oracles.js";

const simd = kernelsOf("simd");
const scalar = kernelsOf("scalar");

/**
 * What differs between the simd build, the scalar build and, where there is one, the oracle, for an operation on an
 * input; undefined when nothing does. An error is a result like any other.
 */
export function disagreement(op: Op, input: Input, options: object): string | undefined {
  for (const others of othersFor(scalar, op, input.shape)) {
    const all = { ...options, ...others };
    const want = outcome(() => runOp(op, scalar, input, all));
    const got = outcome(() => runOp(op, simd, input, all));
    const found =
      difference(got, want) ?? (typeof want === "string" ? undefined : unlikeOracle(op, input, options, want));
    if (found) return `${op.name} ${JSON.stringify(options)} on ${input.shape.join("×")}: ${found}`;
  }
  return undefined;
}

function unlikeOracle(op: Op, input: Input, options: object, result: unknown): string | undefined {
  const oracle = ORACLES[op.name];
  if (!oracle || voxelCount(input.shape) > ORACLE_VOXELS) return undefined;
  const resolved = resolveOptions(op.name, op.parameters, options, input.shape.length);
  // A volume of one plane is taken as the picture it holds.
  const isFlat = input.shape.length === 3 && input.shape[0] === 1;
  const want = oracle(voxelsOf(input), input.shape.slice(isFlat ? 1 : 0), isFlat ? flat(resolved) : resolved);
  const found = want && firstDifference(voxelsOf(result as Image), want, input.shape);
  return found && `unlike the oracle ${found}`;
}

/** Options of a volume as those of a picture. */
function flat(options: Record<string, unknown>): Record<string, unknown> {
  const { spacing, connectivity } = options as { spacing?: number[]; connectivity?: number };
  return {
    ...options,
    ...(spacing && { spacing: spacing.slice(1) }),
    ...(connectivity && { connectivity: connectivity === 6 ? 4 : 8 }),
  };
}
