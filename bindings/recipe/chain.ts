import { chainOp, type Kind, type Op, type Other, othersOf, type Resolved } from "../core/op.js";
import { resolveOptions } from "../core/options.js";
import type { Resident, ResidentMask } from "../core/resident.js";
import type { Pointer, Scratch } from "../core/scratch.js";
import { settle } from "../core/settle.js";
import { blurredMask } from "../ops/blurred-mask.js";
import { type GaussianOptions, gaussianOp } from "../ops/gaussian.js";
import { type ThresholdOptions, thresholdOp } from "../ops/threshold.js";
import { levelOf } from "../ops/thresholds.js";

/** What a step calls the image that the chain started with. */
export const INPUT = "input";

/** A step of a chain: an operation, the options it was given, and what it reads. */
export interface ChainStep {
  op: Op;
  options: object;
  /** Names of the results that are its further inputs, by the names of these. */
  others: Readonly<Record<string, string>>;
  /** Name of the result it works on; undefined for what the step before made. */
  of?: string | undefined;
  /** Name under which its result is kept; undefined when only the next step may read it. */
  as?: string | undefined;
}

/** Told each mask that a threshold made, and its level in image units. */
export type OnMask = (mask: ResidentMask, level: number) => void;

/** The image a chain starts with, as an operation of a kind reads it. */
export type InputOf = (kind: Kind) => Resident;

/**
 * Runs operations in linear memory, each on what the one before made or on a result that was named; every result without
 * a name is freed when the next is there. A blur that goes straight into a threshold is done with it as one step, with
 * the exactness of `blurredMask`, whether or not the blur is kept as well.
 */
export function runChain(s: Scratch, inputOf: InputOf, steps: readonly ChainStep[], onMask?: OnMask): Resident {
  const held = new Held(s, inputOf);
  let [blur, blurred]: [object | undefined, Resident | undefined] = [undefined, undefined];
  for (const [i, { op, options, of, as, others }] of steps.entries()) {
    const source: Resident = blurred ?? held.get(of, op.input);
    const isJoined = isBlurOfNext(steps, i);
    // One stage more than there are steps: what is done with the result.
    if (!isJoined) s.stage((i + 1) / (steps.length + 1));
    if (isJoined) {
      [blur, blurred] = [options, source];
      if (as !== undefined) {
        held.secure();
        held.set(chainOp(s, op, source, options), as);
      }
    } else if (op.name === thresholdOp.name) {
      const { mask, level } = foreground(s, source, blur, options);
      const settled = held.set(mask, as);
      onMask?.(settled, level);
      blur = blurred = undefined;
    } else {
      const further = Object.entries(others).map(([name, from]) => [name, held.get(from, kindOf(op, name))] as const);
      held.set(chainOp(s, op, source, options, Object.fromEntries(further)), as);
    }
  }
  s.stage(1);
  return held.get(undefined, "image");
}

/** The objects of a chain: those with a name stay where they are until its end, only the last one without is there. */
class Held {
  readonly #named = new Map<string, Resident>();
  #base: Pointer;
  #last: Resident | undefined;

  constructor(
    private readonly s: Scratch,
    private readonly inputOf: InputOf,
  ) {
    this.#base = s.mark();
  }

  /** A result by its name, or the last one; before there is any, the chain's own input. */
  get(name: string | undefined, kind: Kind): Resident {
    const found = name === undefined ? this.#last : this.#named.get(name);
    return found ?? this.inputOf(kind);
  }

  /** Takes over what a step made, and frees what it left and what nobody can ask for any more. */
  set<T extends Resident>(object: T, name: string | undefined): T {
    const settled = settle(this.s, this.#base, object);
    this.#last = settled;
    if (name !== undefined) {
      this.#named.set(name, settled);
      this.secure();
    }
    return settled;
  }

  /** Keeps all that is there now until the end of the chain. */
  secure(): void {
    this.#base = this.s.mark();
  }
}

/** True for a blur whose result the next step cuts at a level. */
function isBlurOfNext(steps: readonly ChainStep[], i: number): boolean {
  const [step, next] = [steps[i] as ChainStep, steps[i + 1]];
  if (step.op.name !== gaussianOp.name || next?.op.name !== thresholdOp.name) return false;
  // A recursive blur is not exact, so nothing is to be gained by looking closer.
  if ((step.options as GaussianOptions).method === "recursive") return false;
  return next.of === undefined || next.of === step.as;
}

/** The uses a chain makes of its input, each as the operation that reads it and the kind it reads. */
export function inputUses(steps: readonly ChainStep[]): { who: string; kind: Kind }[] {
  return steps.flatMap(({ op, of, others }, i) => {
    const kinds = Object.entries(others).flatMap(([name, from]) => (from === INPUT ? [kindOf(op, name)] : []));
    if (of === INPUT || (i === 0 && of === undefined)) kinds.unshift(op.input);
    return kinds.map((kind) => ({ who: op.name, kind }));
  });
}

function kindOf(op: Op, name: string): Kind {
  return (othersOf(op)[name] as Other).kind;
}

/** The mask of a threshold, and of the blur before it if there is one. */
function foreground(s: Scratch, object: Resident, blur: object | undefined, options: object) {
  const ndim = object.shape.length;
  const { level: wanted } = resolveOptions(
    thresholdOp.name,
    thresholdOp.parameters,
    options,
    ndim,
  ) as Resolved<ThresholdOptions>;
  if (blur && object.kind === "image") {
    const resolved = resolveOptions(gaussianOp.name, gaussianOp.parameters, blur, ndim) as Resolved<GaussianOptions>;
    return blurredMask(s, thresholdOp.name, object, resolved, wanted);
  }
  const image = blur ? chainOp(s, gaussianOp, object, blur) : object;
  const level =
    typeof wanted === "number" || image.kind !== "image" ? wanted : levelOf(s, image, wanted, thresholdOp.name);
  return { mask: chainOp(s, thresholdOp, image, { level }), level: level as number };
}
